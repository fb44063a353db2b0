//! Colours of the configuration: strict enough that none can break out of a style sheet, and known well
//! enough to say which of two cannot be read on each other.

use super::Config;
use super::Reader;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Spanned;
use crate::yaml::{Node, Value};

/// A colour of the theme, as the site wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeColour {
    /// Its name, without the two hyphens.
    pub name: String,
    /// What it is on a light page; the theme's own if there is none.
    pub light: Option<Colour>,
    /// What it is on a dark page; follows from the light one, or is the theme's own, if there is none.
    pub dark: Option<Colour>,
    /// Where its name stands.
    pub place: Place,
}

/// A colour, safe to stand in a style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colour(String);

impl Colour {
    /// Reads a colour of CSS: a name, hexadecimal digits, or a function of numbers.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_colour = match (text.strip_prefix('#'), text.split_once('(')) {
            (Some(digits), _) => {
                matches!(digits.len(), 3 | 4 | 6 | 8)
                    && digits.bytes().all(|b| b.is_ascii_hexdigit())
            }
            (None, Some((name, rest))) => is_function(name, rest),
            (None, None) => named(text).is_some(),
        };
        is_colour.then(|| Self(text.to_owned()))
    }

    /// The colour as CSS writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The contrast of two colours, from 1 to 21 (WCAG 2.2); none where one is not known to be opaque or is
    /// written in a way that says nothing without a display.
    #[must_use]
    pub fn contrast(&self, other: &Self) -> Option<f64> {
        let (one, other) = (self.luminance()?, other.luminance()?);
        Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
    }

    /// Relative luminance, from 0 to 1 (WCAG 2.2).
    fn luminance(&self) -> Option<f64> {
        let linear = |part: f64| {
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.srgb()?.map(linear);
        Some(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    }

    /// Red, green and blue, from 0 to 1.
    fn srgb(&self) -> Option<[f64; 3]> {
        let text = &*self.0;
        if let Some(digits) = text.strip_prefix('#') {
            return from_digits(digits);
        }
        let Some((name, rest)) = text.split_once('(') else {
            return from_digits(named(text)?);
        };
        let mut values = rest
            .strip_suffix(')')?
            .split(is_separator)
            .filter(|value| !value.is_empty());
        let (one, two, three) = (values.next()?, values.next()?, values.next()?);
        let is_opaque = values
            .next()
            .is_none_or(|alpha| matches!(alpha, "1" | "100%"));
        let whole = match name.to_ascii_lowercase().as_str() {
            "rgb" | "rgba" => [part(one, 255.0)?, part(two, 255.0)?, part(three, 255.0)?],
            "hsl" | "hsla" => from_hsl(hue(one)?, part(two, 100.0)?, part(three, 100.0)?),
            _ => return None,
        };
        is_opaque.then_some(whole)
    }
}

/// What a colour must look like.
const FORMS: &str = "a colour: write `\"#0a6ebd\"` in quotation marks, or `rgb(10 110 189)`";

/// Reads the key `colours`: a text is the colour of light pages, `light` and `dark` tell them apart.
pub(super) fn read(config: &mut Config, reader: &mut Reader<'_>, node: &Node) {
    for (name, value) in reader.pairs(node) {
        if !is_name(reader, name) {
            continue;
        }
        let known = config.colours.iter().position(|it| it.name == name.value);
        let mut colour = match known {
            Some(at) => config.colours.remove(at),
            None => ThemeColour {
                name: name.value.clone(),
                light: None,
                dark: None,
                place: reader.place(name.span),
            },
        };
        if let Value::Map(schemes) = &value.value {
            for (scheme, value) in schemes {
                match scheme.value.as_str() {
                    "light" => replace(&mut colour.light, one(reader, value)),
                    "dark" => replace(&mut colour.dark, one(reader, value)),
                    _ => reader.unknown("scheme", scheme, ["light", "dark"]),
                }
            }
        } else {
            replace(&mut colour.light, one(reader, value));
        }
        if colour.light.is_some() || colour.dark.is_some() {
            config.colours.push(colour);
        }
    }
}

fn one(reader: &mut Reader<'_>, node: &Node) -> Option<Colour> {
    let text = reader.checked(node, |text| Colour::new(text).is_some(), FORMS)?;
    Colour::new(&text)
}

fn replace(field: &mut Option<Colour>, colour: Option<Colour>) {
    if colour.is_some() {
        *field = colour;
    }
}

fn is_name(reader: &mut Reader<'_>, name: &Spanned<String>) -> bool {
    let is_right = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_name = name.value.bytes().all(is_right) && !name.value.is_empty();
    if !is_name {
        let message = format!("`{}` cannot name a colour", name.value);
        let found = Diagnostic::new(Code::WrongConfigValue, message)
            .help("write small letters, digits and hyphens, such as `link-hover`");
        reader.find(found, name.span);
    }
    is_name
}

/// The functions whose arguments are three numbers and perhaps an opacity.
const FUNCTIONS: [&str; 9] = [
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch",
];

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | ',' | '/')
}

fn is_function(name: &str, rest: &str) -> bool {
    let Some(arguments) = rest.strip_suffix(')') else {
        return false;
    };
    let values = arguments
        .split(is_separator)
        .filter(|value| !value.is_empty());
    let is_known = FUNCTIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    is_known && matches!(values.clone().count(), 3 | 4) && values.into_iter().all(is_number)
}

/// A number, a share or an angle.
fn is_number(text: &str) -> bool {
    let units = ["%", "deg", "grad", "rad", "turn"];
    let number = units
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number);
    let is_digit = |b: u8| b.is_ascii_digit() || b == b'.';
    text == "none" || (unsigned.bytes().all(is_digit) && unsigned.parse::<f64>().is_ok())
}

/// A part of a colour from 0 to 1, written as a share or as a number of `most`.
fn part(text: &str, most: f64) -> Option<f64> {
    let value = match text.strip_suffix('%') {
        Some(share) => share.parse::<f64>().ok()? / 100.0,
        None if text == "none" => 0.0,
        None => text.parse::<f64>().ok()? / most,
    };
    Some(value.clamp(0.0, 1.0))
}

/// An angle in degrees; in another unit it is not needed.
fn hue(text: &str) -> Option<f64> {
    let number = text.strip_suffix("deg").unwrap_or(text);
    number.parse::<f64>().ok().filter(|hue| hue.is_finite())
}

/// CSS Color 4, section 7.
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let spread = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|start| {
        let at = (start + hue / 30.0).rem_euclid(12.0);
        lightness - spread * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)
    })
}

/// Three or six hexadecimal digits, or those of an opacity after them if they say that there is none.
fn from_digits(digits: &str) -> Option<[f64; 3]> {
    let width = if digits.len() < 6 { 1 } else { 2 };
    let opacity = digits.get(3 * width..)?;
    let is_opaque = opacity.bytes().all(|b| b.eq_ignore_ascii_case(&b'f'));
    let part = |index: usize| {
        let digits = digits.get(index * width..(index + 1) * width)?;
        let value = u8::from_str_radix(digits, 16).ok()?;
        Some(f64::from(if width == 1 { value * 17 } else { value }) / 255.0)
    };
    is_opaque.then_some([part(0)?, part(1)?, part(2)?])
}

/// The digits of a colour that has a name.
fn named(text: &str) -> Option<&'static str> {
    let mut words = NAMES.split_ascii_whitespace();
    while let (Some(name), Some(digits)) = (words.next(), words.next()) {
        if name.eq_ignore_ascii_case(text) {
            return Some(digits);
        }
    }
    None
}

/// The named colours of CSS Color 4, section 6.1.
const NAMES: &str = "
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4
black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887
cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc
crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9
darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f
darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon e9967a darkseagreen 8fbc8f
darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3
deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222
floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700
goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4
indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5
lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff
lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1
lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff
maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db
mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc
mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5
navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500
orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093
papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080
rebeccapurple 663399 red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072
sandybrown f4a460 seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb
slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4
tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3
white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_colour_is_one() {
        for text in [
            "#fff",
            "#FFF8",
            "#0a6ebd",
            "#0a6ebdcc",
            "navy",
            "RebeccaPurple",
            "rgb(10 110 189)",
            "rgba(10, 110, 189, .5)",
            "rgb(10% 20% 30% / 40%)",
            "hsl(210deg 90% 40%)",
            "HSL(none 0% 50%)",
            "oklch(0.6 0.1 -210)",
            "hsl(.5turn 1% +2%)",
        ] {
            assert!(Colour::new(text).is_some(), "{text}");
        }
        for text in [
            "",
            "#",
            "#12345",
            "#ggg",
            "blurple",
            "red;",
            "red}",
            "red;} body{display:none",
            "url(x)",
            "url(//evil.example)",
            "rgb(0 0 0);}",
            "rgb(0 0 0) }",
            "rgb(0 0)",
            "rgb(0 0 0 0 0)",
            "rgb()",
            "rgb(0 0 0",
            "rgb((0) 0 0)",
            "rgb(1e9 0 0)",
            "rgb(0 0 var(--x))",
            "rgb(0 0 0/*)",
            "/**/red",
            "expression(alert(1) 0 0)",
            "red\n;x:y",
            "\\72 ed",
            "rgb(1\n2 3)",
            "rgb(nan 0 0)",
            "rgb(inf 0 0)",
            "rgb(. 0 0)",
            "image-set(0 0 0)",
            "color-mix(0 0 0)",
            "rgb(0 0 0)!important",
            "@import",
            "<style>",
            "röt",
            "hsl(1px 1% 1%)",
        ] {
            assert!(Colour::new(text).is_none(), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let contrast = |one: &str, other: &str| {
            let (one, other) = (Colour::new(one)?, Colour::new(other)?);
            Some((one.contrast(&other)? * 100.0).round() / 100.0)
        };
        for (one, other, expected) in [
            ("#000", "#fff", 21.0),
            ("white", "#FFFFFF", 1.0),
            ("#767676", "white", 4.54),
            ("rgb(118 118 118)", "#ffff", 4.54),
            ("rgb(46.2745% 46.2745% 46.2745% / 1)", "#fff", 4.54),
            ("hsl(0 0% 46.2745%)", "#fff", 4.54),
            ("hsl(240deg 100% 50%)", "white", 8.59),
            ("#ffcc00", "#fff", 1.51),
        ] {
            assert_eq!(contrast(one, other), Some(expected), "{one} {other}");
        }
        for one in [
            "#0008",
            "oklch(0.6 0.1 210)",
            "rgb(0 0 0 / 50%)",
            "hsl(1rad 0% 0%)",
        ] {
            assert_eq!(contrast(one, "#fff"), None, "{one}");
        }
    }
}
