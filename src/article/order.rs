//! The order in which the sections of an article are shown.

use crate::config::Order;
use crate::role::Role;

/// Sections that stand side by side, in the order in which they are shown.
///
/// With [`Order::FixFirst`] what ends the problem comes before what explains it, the fix before the
/// workaround. Only what one needs to know or have before a fix stays ahead of it: the text before the first
/// heading, the summary, the state of the problem, where it applies and what must be there. Where no fix stands among
/// them, nothing moves. Within a group the author's order is kept.
pub fn shown<S>(sections: &[S], order: Order, role: impl Fn(&S) -> Role) -> Vec<&S> {
    let mut shown: Vec<&S> = sections.iter().collect();
    if order == Order::FixFirst && shown.iter().any(|section| role(section).is_fix()) {
        shown.sort_by_key(|section| rank(role(section)));
    }
    shown
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Summary | Role::Status | Role::Environment | Role::Prerequisites => 0,
        Role::Resolution => 1,
        Role::Workaround => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: [Role; 6] = [
        Role::Summary,
        Role::Symptom,
        Role::Cause,
        Role::Workaround,
        Role::Resolution,
        Role::More,
    ];

    fn order_of(roles: &[Role], order: Order) -> Vec<Role> {
        let shown = shown(roles, order, |role| *role);
        shown.into_iter().copied().collect()
    }

    #[test]
    fn the_fix_comes_before_what_explains_it() {
        assert_eq!(
            order_of(&WRITTEN, Order::FixFirst),
            [
                Role::Summary,
                Role::Resolution,
                Role::Workaround,
                Role::Symptom,
                Role::Cause,
                Role::More,
            ]
        );
    }

    #[test]
    fn without_a_wish_or_a_fix_the_author_decides() {
        assert_eq!(order_of(&WRITTEN, Order::Author), WRITTEN);
        let no_fix = [Role::Symptom, Role::Environment, Role::Cause];
        assert_eq!(order_of(&no_fix, Order::FixFirst), no_fix);
    }
}
