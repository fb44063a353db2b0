// The kinds of texts by which an article is found, by the numbers that stand for them in an index.
//
// The twin of `field.rs`.

const TITLE = 0;
const ERROR = 1;
const HEADING = 2;
const QUOTE = 3;
const SYMPTOM = 4;
const ROW = 5;
