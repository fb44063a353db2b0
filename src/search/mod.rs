//! Search by pasted error: what is known of it stands in the files beside this one.

pub mod codes;
pub mod fold;
pub mod paste;
pub mod patterns;
pub mod script;
pub mod words;
