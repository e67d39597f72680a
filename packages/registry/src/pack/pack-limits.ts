const MIB = 1024 * 1024;

/** Bounds of a pack. What is beyond them is refused before it is unpacked or parsed. */
export const PACK_LIMITS = {
  /** Bytes of the zip. */
  archiveBytes: 64 * MIB,
  /** Bytes of the manifest. */
  manifestBytes: 4 * MIB,
  /** Files in a pack. */
  files: 10_000,
  /** Bytes of one file, as of any asset. */
  fileBytes: 4 * MIB,
  /** Bytes of all files together. */
  totalBytes: 256 * MIB,
  /** Bytes of one signature file. */
  signatureFileBytes: MIB,
  /** Signature files that are looked at. */
  signatureFiles: 16,
} as const;
