//! (to come)
tests![];
