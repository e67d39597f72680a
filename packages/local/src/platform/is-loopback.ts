/** Names and addresses that only this machine reaches; an IPv6 address with or without brackets. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|::1|\[::1\]|127(?:\.\d{1,3}){3})$/u.test(host);
}
