//! The part that a section plays in an article, and the one table of heading words that tell it.

use std::fmt;

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What the reader sees.
    Symptom,
    /// Why it happens.
    Cause,
    /// What ends it.
    Resolution,
    /// What helps until it is ended.
    Workaround,
    /// What the vendor says of it ("fixed in …").
    Status,
    /// Background.
    More,
    /// What the article is about.
    Summary,
    /// Where to read on.
    References,
    /// What must be there before one starts.
    Prerequisites,
    /// How to find out which cause it is.
    Diagnosis,
    /// Where it happens.
    Environment,
    /// Anything else.
    Other,
}

impl Role {
    /// Every role, in the order in which a troubleshooting article usually has them.
    pub const ALL: [Self; 12] = [
        Self::Summary,
        Self::Environment,
        Self::Prerequisites,
        Self::Symptom,
        Self::Cause,
        Self::Diagnosis,
        Self::Resolution,
        Self::Workaround,
        Self::Status,
        Self::More,
        Self::References,
        Self::Other,
    ];

    /// The word for it in JSON, in `data-role` and in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Symptom => "symptom",
            Self::Cause => "cause",
            Self::Resolution => "resolution",
            Self::Workaround => "workaround",
            Self::Status => "status",
            Self::More => "more",
            Self::Summary => "summary",
            Self::References => "references",
            Self::Prerequisites => "prerequisites",
            Self::Diagnosis => "diagnosis",
            Self::Environment => "environment",
            Self::Other => "other",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
