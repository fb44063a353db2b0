//! Search by pasted error: one ranking for the terminal and for the browser, which both read the files of
//! one index.
//!
//! A paste is cleaned ([`paste`]) and taken apart ([`question`]); what its words weigh is told by the
//! index ([`shelf`]); articles are ranked by the terms that they have, then by their cards ([`rank`]).

pub mod patterns;
pub mod fold;
pub mod codes;
pub mod words;
pub mod sentence;
pub mod term;
pub mod paste;
pub mod coding;
pub mod field;
pub mod manifest;
pub mod meaning;
pub mod card;
pub mod profile;
pub mod anchor;
mod common;
pub mod layout;
pub mod index;
pub mod kin;
pub mod shelf;
pub mod question;
mod typo;
pub mod rank;
pub mod stream;
pub mod align;
pub mod belief;
pub mod narrow;
pub mod answer;
pub mod likeness;
pub mod result;
pub mod shorten;
pub mod script;
