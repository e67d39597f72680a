/** Addresses in one argument, divided at commas: a path may hold blanks. */
export function addressList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Names in one argument: divided at commas where there is one, so that a name may hold blanks; else at white space. */
export function nameList(text: string): readonly string[] {
  const parts = text.includes(',') ? text.split(',') : text.split(/\s+/u);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
