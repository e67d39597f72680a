/**
 * Where a pack comes from: a folder, a web server, a git repository, an OCI registry. A source
 * brings bytes and believes none of them; `verifyPack` says what they are worth.
 */
export interface PackSource {
  /**
   * What a lock writes down to find the pack again: `oci://registry.example/agents/finance`,
   * `https://…`, `git+https://…`, or a path. Holds no credentials, version or digest.
   */
  readonly origin: string;
  /**
   * Brings one pack. Sizes and times are bounded by the source.
   *
   * @throws CodedError `pack_not_found`, `pack_source_*`, and those of files and children
   */
  readonly fetch: (request?: PackRequest) => Promise<FetchedPack>;
}

/** Which of a source's packs is wanted. Nothing said: the one that its address names. */
export interface PackRequest {
  /** SemVer. A source that holds one pack leaves it to the verifier to compare. */
  readonly version?: string;
  readonly signal?: AbortSignal;
}

/** A pack as it came, unverified. */
export interface FetchedPack {
  /** The zip. The same pack has the same bytes over every transport. */
  readonly archive: Uint8Array;
  /** The manifest, where the transport carries it apart too: the zip must hold the same bytes. */
  readonly manifest?: Uint8Array;
  /** Signature files that came with it, in the order found. */
  readonly signatures: readonly Uint8Array[];
  /** The address of exactly these bytes: with the digest or the commit, without credentials. */
  readonly resolved: string;
}
