/** The status of signatures for a person, with the ids of the keys whose signatures count. */
export function signatureText(
  status: string | undefined,
  signers: readonly string[],
): string | undefined {
  if (status !== 'verified' || signers.length === 0) return status;
  return `${status}, by ${signers.join(', ')}`;
}
