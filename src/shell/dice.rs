//! Pseudo-random text for the tests of every lexer.

/// A small pseudo-random generator (xorshift), so that the laws need no dependency.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    /// Text put together from pieces that mean something to some lexer.
    pub(crate) fn text(&mut self, pieces: usize) -> String {
        #[rustfmt::skip]
        const PIECES: &[&str] = &[
            "\n", "\r\n", " ", "\t", "\u{a0}", "Get-It", "PS C:\\> ", "C:\\>", "$ ", "# ", "> ", ">> ", ">>> ", "mysql> ", "[a@b c]# ",
            "a@b:~$ ", "`", "^", "\\", "\"", "'", "@\"", "\"@", "@'", "'@", "\u{201C}", "\u{2019}", "$", "${", "$(", "(", ")", "{", "}",
            "[", "]", "<", ">", "<a b>", "<<EOF", "EOF", "<#", "#>", "%", "%a%", "%%i", "%~dp0", "!x!", "-", "–Name", "-eq", "/all", "|",
            "&&", "||", ";", ",", "=", "x", "é", "日本", "😀", "0x1F", "12", "rem ", "::", "if ", "for ", "do", "done", "fi", "case", "esac",
            "sudo ", "\u{200b}", "\0", ".", "~", "@", "=#", "shop-# ", "... ", "-> ", "/*", "*/", "<!--", "-->", "</", "/>", "\"\"\"", "--", "'''", ":", "- ",
        ];
        (0..pieces)
            .map(|_| PIECES[self.roll(PIECES.len())])
            .collect()
    }
}
