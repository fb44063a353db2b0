//! Numbers as text: small ones take one character, which compression makes less.
//!
//! A file of the index is a script that holds strings, because that is what every page may load. The
//! characters are those that need no escape in a string.
//!
//! Its twin for browsers is `coding.js`.

/// The characters of single digits, then those that announce more.
const DIGITS: &[u8; 92] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ !#$%&'()*+,./:;=>?@[]^`{|}~";
/// How many numbers take one character.
const SINGLE: u32 = 64;
/// How many characters announce a second one.
const DOUBLES: u32 = 24;
/// How many characters announce two more.
const TRIPLES: u32 = 3;
/// The character that announces a number of any length.
const LONG: u32 = SINGLE + DOUBLES + TRIPLES;
/// The first number of two characters takes this much more than nothing; of three, this.
const DOUBLE_START: u32 = SINGLE;
const TRIPLE_START: u32 = DOUBLE_START + DOUBLES * SINGLE;
const LONG_START: u32 = TRIPLE_START + TRIPLES * SINGLE * SINGLE;

/// Writes a number.
pub fn write(out: &mut String, number: u32) {
    let mut digit = |value: u32| out.push(char::from(DIGITS[value as usize]));
    if number < DOUBLE_START {
        digit(number);
    } else if number < TRIPLE_START {
        let rest = number - DOUBLE_START;
        digit(SINGLE + rest / SINGLE);
        digit(rest % SINGLE);
    } else if number < LONG_START {
        let rest = number - TRIPLE_START;
        digit(SINGLE + DOUBLES + rest / (SINGLE * SINGLE));
        digit(rest / SINGLE % SINGLE);
        digit(rest % SINGLE);
    } else {
        digit(LONG);
        let mut rest = number;
        while rest >= 32 {
            digit(rest % 32 + 32);
            rest /= 32;
        }
        digit(rest);
    }
}

/// Numbers that only grow, as the gaps between them.
pub fn gaps(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut out = String::new();
    let mut last = 0;
    for number in numbers {
        write(&mut out, number - last);
        last = number;
    }
    out
}

/// Reads numbers from a text; what is no number ends it.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'t> {
    rest: &'t [u8],
}

/// The numbers of a text.
#[must_use]
pub fn numbers(text: &str) -> Numbers<'_> {
    Numbers {
        rest: text.as_bytes(),
    }
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let first = self.digit()?;
        if first < SINGLE {
            return Some(first);
        }
        if first < SINGLE + DOUBLES {
            return Some(DOUBLE_START + (first - SINGLE) * SINGLE + self.low()?);
        }
        if first < LONG {
            let high = (first - SINGLE - DOUBLES) * SINGLE + self.low()?;
            return Some(TRIPLE_START + high * SINGLE + self.low()?);
        }
        let mut number: u32 = 0;
        for shift in (0..32).step_by(5) {
            let digit = self.low()?;
            number |= (digit & 31) << shift;
            if digit < 32 {
                break;
            }
        }
        Some(number)
    }
}

impl Numbers<'_> {
    fn digit(&mut self) -> Option<u32> {
        const VALUES: [u8; 128] = values();
        let (first, rest) = std::mem::take(&mut self.rest).split_first()?;
        let value = *VALUES.get(usize::from(*first))?;
        if value == u8::MAX {
            return None;
        }
        self.rest = rest;
        Some(u32::from(value))
    }

    /// A digit that goes on a number.
    fn low(&mut self) -> Option<u32> {
        let digit = self.digit().filter(|digit| *digit < SINGLE);
        if digit.is_none() {
            self.rest = &[];
        }
        digit
    }
}

const fn values() -> [u8; 128] {
    let mut values = [u8::MAX; 128];
    let mut at = 0;
    while at < DIGITS.len() {
        values[DIGITS[at] as usize] = at as u8;
        at += 1;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_need_no_escape() {
        let all: std::collections::BTreeSet<&u8> = DIGITS.iter().collect();
        assert_eq!(all.len(), 92);
        assert!(!DIGITS.contains(&b'"') && !DIGITS.contains(&b'\\') && !DIGITS.contains(&b'<'));
    }

    proptest::proptest! {
        #[test]
        fn what_was_written_is_read(list in proptest::collection::vec(proptest::num::u32::ANY, 0..50)) {
            let mut text = String::new();
            list.iter().for_each(|number| write(&mut text, number >> (number % 32)));
            let read: Vec<u32> = numbers(&text).collect();
            let expected: Vec<u32> = list.iter().map(|number| number >> (number % 32)).collect();
            proptest::prop_assert_eq!(read, expected);
        }

        #[test]
        fn any_text_is_read(text in ".*") {
            let _ = numbers(&text).count();
        }
    }
}
