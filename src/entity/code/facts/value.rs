//! Values of 32 bits in which Windows tells errors: HRESULT, NTSTATUS, and Win32 codes within them.
//!
//! Layout by [MS-ERREF] 2.1 and 2.3: an HRESULT has one bit of severity, an NTSTATUS two; the next
//! tells a code that a customer defines; bit 28 tells an NTSTATUS inside an HRESULT; then facility
//! and code.

use super::{FACILITY, Fact, HRESULT, HTTP, NTSTATUS, VBA, WIN32, of_row};

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::entity::code) struct Value(u32);

/// The bit that makes an HRESULT of an NTSTATUS.
const NT: u32 = 0x1000_0000;

/// The first digits of the codes of the sign-in library, which hold those of other families:
/// `0xCAA82EE7` is Win32 12007 (WinINet), `0xCAA30193` HTTP 403.
const SIGN_IN: u32 = 0xCAA;

impl Value {
    /// The value of `0x` and eight digits.
    pub(in crate::entity::code) fn read(canonical: &str) -> Option<Self> {
        let digits = canonical.strip_prefix("0x")?;
        let is_hex = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = u32::from_str_radix(digits, 16).ok()?;
        is_hex.then_some(Self(bits))
    }

    /// The value of a number as programs print it: unsigned, or negative for what is an error.
    pub(in crate::entity::code) fn of_number(number: i64) -> Option<Self> {
        let bits = u32::try_from(number).or_else(|_| i32::try_from(number).map(i32::cast_unsigned));
        bits.ok().map(Self)
    }

    /// The HRESULT of a Win32 code.
    pub(in crate::entity::code) fn of_win32(code: u32) -> Option<Self> {
        (1..=0xFFFF)
            .contains(&code)
            .then_some(Self(0x8007_0000 | code))
    }

    pub(in crate::entity::code) fn bits(self) -> u32 {
        self.0
    }

    /// `0x80070005`.
    pub(in crate::entity::code) fn hex(self) -> String {
        format!("0x{:08X}", self.0)
    }

    /// Whether it tells that something failed.
    pub(in crate::entity::code) fn is_error(self) -> bool {
        self.0 >= 0x8000_0000
    }

    /// The NTSTATUS inside an HRESULT (`0xD0000022`).
    pub(in crate::entity::code) fn nt_inside(self) -> Option<Self> {
        (self.is_error() && self.0 & NT != 0).then_some(Self(self.0 & !NT))
    }

    /// Whether it is laid out as an NTSTATUS: it is a known one, or no known HRESULT and of a
    /// severity that only an NTSTATUS has.
    pub(in crate::entity::code) fn is_ntstatus(self) -> bool {
        let key = self.key();
        let is_of_kernel = || self.0 >> 30 == 3 || NTSTATUS.row(&key).is_some();
        let is_sign_in = self.0 >> 20 == SIGN_IN;
        self.0 & NT == 0 && !is_sign_in && HRESULT.row(&key).is_none() && is_of_kernel()
    }

    /// Its facility, as the layout of an HRESULT has it.
    pub(in crate::entity::code) fn facility(self) -> u32 {
        self.0 >> 16 & 0x7FF
    }

    /// Its facility, as the layout of an NTSTATUS has it.
    pub(in crate::entity::code) fn nt_facility(self) -> u32 {
        self.0 >> 16 & 0xFFF
    }

    /// Its last sixteen bits.
    pub(in crate::entity::code) fn code(self) -> u32 {
        self.0 & 0xFFFF
    }

    /// Whether a customer, not Microsoft, defines it.
    pub(in crate::entity::code) fn is_customers(self) -> bool {
        self.0 & 0x2000_0000 != 0
    }

    /// The Win32 code that it is, holds, or is the status of.
    pub(in crate::entity::code) fn win32(self) -> Option<u32> {
        match self.0 {
            bits if bits <= 0xFFFF => (HRESULT.row(&self.key()).is_none()).then_some(bits),
            bits if matches!(bits >> 16, 0x8007 | 0xCAA8) => Some(self.code()),
            _ => {
                let status = self.nt_inside().unwrap_or(self);
                NTSTATUS.row(&status.key())?.number.parse().ok()
            }
        }
    }

    /// What its facility is called, and what it is for.
    pub(in crate::entity::code) fn facility_fact(self) -> Option<Fact> {
        of_row(&FACILITY, &self.facility().to_string())
    }

    /// What is known of it.
    pub(in crate::entity::code) fn fact(self) -> Option<Fact> {
        let key = self.key();
        let own = of_row(&HRESULT, &key).or_else(|| of_row(&NTSTATUS, &key));
        let inner = || match self.nt_inside() {
            Some(status) => status.fact(),
            None => self.inner(),
        };
        match own {
            Some(fact) if fact.message.is_some() => Some(fact),
            Some(mut fact) => {
                fact.message = inner().and_then(|inner| inner.message);
                Some(fact)
            }
            None => inner(),
        }
    }

    /// The HTTP status that it holds.
    pub(in crate::entity::code) fn http(self) -> Option<u32> {
        matches!(self.0 >> 16, 0x8019 | 0xCAA3).then(|| self.code())
    }

    /// The run-time error of Visual Basic that it holds.
    pub(in crate::entity::code) fn run_time_error(self) -> Option<u32> {
        (self.0 >> 16 == 0x800A).then(|| self.code())
    }

    /// The fact about the code of another family that it holds.
    fn inner(self) -> Option<Fact> {
        let row = |table, number: u32| of_row(table, &number.to_string());
        None.or_else(|| row(&WIN32, self.win32()?))
            .or_else(|| row(&HTTP, self.http()?))
            .or_else(|| row(&VBA, self.run_time_error()?))
    }

    fn key(self) -> String {
        format!("{:08X}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_taken_apart_by_its_bits() {
        let value = |text: &str| Value::read(text).expect("a value");
        let denied = value("0x80070005");
        assert_eq!(
            (denied.facility(), denied.code(), denied.win32()),
            (7, 5, Some(5))
        );
        assert!(denied.is_error() && !denied.is_ntstatus() && !denied.is_customers());
        let status = value("0xC0000022");
        assert!(status.is_ntstatus());
        assert_eq!(status.win32(), Some(5));
        assert_eq!(value("0xD0000022").nt_inside(), Some(status));
        assert!(value("0xE0434352").is_customers());
        assert!(
            !value("0xC004F074").is_ntstatus(),
            "an HRESULT of activation"
        );
        assert_eq!(value("0x00000005").win32(), Some(5));
        assert_eq!(value("0x00000001").win32(), None, "S_FALSE");
    }

    #[test]
    fn a_number_is_a_value_signed_or_not() {
        let denied = Some(Value(0x8007_0005));
        assert_eq!(Value::of_number(-2_147_024_891), denied);
        assert_eq!(Value::of_number(2_147_942_405), denied);
        assert_eq!(Value::of_number(1 << 32), None);
        assert_eq!(Value::of_number(i64::MIN), None);
    }

    #[test]
    fn only_what_fits_has_an_hresult() {
        assert_eq!(Value::of_win32(5), Some(Value(0x8007_0005)));
        assert_eq!(Value::of_win32(0), None);
        assert_eq!(Value::of_win32(0x1_0000), None);
    }
}
