//! fixbook reads troubleshooting articles into a structured model and publishes them as a site.
//!
//! A source is read into an article; articles are joined into a graph; the graph becomes pages;
//! pages become files:
//!
//! ```text
//! disk --Inputs--> each article, in parallel ------------------> whole site --> Site --> written
//!                  front_matter > admit > markdown > outline >     graph      pages made one by
//!                  article > entity  =  Reading                               one, in parallel
//! ```
//!
//! The rooms below stand in reading order, and each uses only those above it. Everything up to
//! [`pipeline`] is pure: no file system, clock, environment, network or printing. The world is in
//! [`disk`], [`serve`], [`external`] and [`cli`].

// Words.
pub mod source;
pub mod diagnostic;
pub mod role;
pub mod yaml;
pub mod date;
pub mod locale;
pub mod config;
pub mod strings;
pub mod language;
pub mod shell;
pub mod docfx;
pub mod inputs;
// One article.
pub mod front_matter;
pub mod admit;
pub mod markdown;
pub mod outline;
pub mod boilerplate;
pub mod article;
pub mod entity;
pub mod search;
pub mod reading;
// The whole site.
pub mod graph;
// Showing it.
pub mod escape;
pub mod highlight;
pub mod html;
pub mod theme;
pub mod view;
pub mod memo;
pub mod pipeline;
pub mod overlap;
pub mod inventory;
pub mod check;
pub mod archetype;
// The world.
pub mod disk;
pub mod serve;
pub mod external;
pub mod cli;
