//! fixbook reads troubleshooting articles into a structured model and publishes them as a site.

pub mod source;
pub mod diagnostic;
pub mod role;
