// Numbers as text: small ones take one character.
//
// The twin of `coding.rs`, which writes them.

/** The values of digits by their characters: 64 single ones, then those that announce more. */
const DIGIT_VALUES = new Int8Array(128).fill(-1);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ !#$%&\'()*+,./:;=>?@[]^`{|}~'
  .split('')
  .forEach((digit, value) => {
    DIGIT_VALUES[digit.charCodeAt(0)] = value;
  });

/** The numbers of a text; what is no number ends them. */
function numbers(text) {
  const found = [];
  let at = 0;
  const digit = () => {
    const value = DIGIT_VALUES[text.charCodeAt(at)];
    at += 1;
    return value === undefined ? -1 : value;
  };
  const low = () => {
    const value = digit();
    return value < 64 ? value : -1;
  };
  while (at < text.length) {
    const number = readNumber(digit(), low);
    if (number < 0) break;
    found.push(number);
  }
  return found;
}

/** Numbers that only grow, of which a text holds the gaps. */
function grown(text) {
  let at = 0;
  return numbers(text).map((gap) => {
    at += gap;
    return at;
  });
}

/** The number that starts with a digit, or less than 0. */
function readNumber(first, low) {
  if (first < 64) return first;
  const next = low();
  if (next < 0) return -1;
  if (first < 88) return 64 + (first - 64) * 64 + next;
  if (first < 91) {
    const last = low();
    return last < 0 ? -1 : 1600 + ((first - 88) * 64 + next) * 64 + last;
  }
  let value = next & 31;
  let digit = next;
  for (let shift = 5; shift < 32 && digit >= 32; shift += 5) {
    digit = low();
    if (digit < 0) return -1;
    value |= (digit & 31) << shift;
  }
  return value >>> 0;
}
