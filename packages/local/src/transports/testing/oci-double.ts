import { createHash } from 'node:crypto';

/** A registry in memory that keeps lists of referrers, by the distribution specification 1.1. */
export interface OciDouble {
  readonly handle: (request: Request, url: URL) => Promise<Response>;
  /** Manifests by `repository:reference`. */
  readonly manifests: Map<string, Uint8Array>;
  /** Blobs by digest with algorithm. */
  readonly blobs: Map<string, Uint8Array>;
}

/** What a double does otherwise. */
export interface OciDoubleOptions {
  /** Asked before everything; an answer ends the request. */
  readonly before?: (request: Request, url: URL) => Response | undefined;
  /** Where blobs are to be sent. */
  readonly uploadsTo?: string;
}

const sha256 = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export function ociDouble(options: OciDoubleOptions = {}): OciDouble {
  const manifests = new Map<string, Uint8Array>();
  const blobs = new Map<string, Uint8Array>();
  const found = (bytes: Uint8Array | undefined, method: string): Response =>
    bytes === undefined
      ? new Response('{"errors":[]}', { status: 404 })
      : new Response(method === 'HEAD' ? null : new Uint8Array(bytes), {
          headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' },
        });
  return {
    manifests,
    blobs,
    async handle(request, url) {
      const answer = options.before?.(request, url);
      if (answer !== undefined) return answer;
      if (url.pathname === '/v2/') return new Response('{}');
      const [, repository = '', kind = '', reference = ''] =
        /^\/v2\/(.+)\/(manifests|blobs|referrers|tags)\/(.+)$/u.exec(url.pathname) ??
        /^\/v2\/(.+)\/(blobs\/uploads)\/(.*)$/u.exec(url.pathname) ??
        [];
      const { method } = request;
      if (kind === 'blobs' && reference === 'uploads/' && method === 'POST') {
        const location = options.uploadsTo ?? `/v2/${repository}/blobs/uploads/1?state=x`;
        return new Response(null, { status: 202, headers: { location } });
      }
      if (kind === 'blobs' && reference === 'uploads/1' && method === 'PUT') {
        const bytes = new Uint8Array(await request.arrayBuffer());
        const digest = url.searchParams.get('digest') ?? '';
        if (digest !== sha256(bytes)) return new Response('bad digest', { status: 400 });
        blobs.set(digest, bytes);
        return new Response(null, { status: 201 });
      }
      if (kind === 'tags') return listTags(manifests, repository, url);
      if (kind === 'blobs') return found(blobs.get(reference), method);
      if (kind === 'referrers') return listReferrers(manifests, repository, reference);
      if (kind !== 'manifests') return new Response('?', { status: 404 });
      if (method !== 'PUT') return found(manifests.get(`${repository}:${reference}`), method);
      const bytes = new Uint8Array(await request.arrayBuffer());
      manifests.set(`${repository}:${reference}`, bytes);
      manifests.set(`${repository}:${sha256(bytes)}`, bytes);
      const { subject } = JSON.parse(new TextDecoder().decode(bytes)) as {
        subject?: { digest: string };
      };
      const headers: Record<string, string> =
        subject === undefined ? {} : { 'oci-subject': subject.digest };
      return new Response(null, { status: 201, headers });
    },
  };
}

/** Pages of as many tags as are asked for, at most ten. */
function listTags(
  manifests: ReadonlyMap<string, Uint8Array>,
  repository: string,
  { searchParams }: URL,
): Response {
  const last = searchParams.get('last') ?? '';
  const rest = [...manifests.keys()]
    .filter((key) => key.startsWith(`${repository}:`) && !key.includes(':sha256:'))
    .map((key) => key.slice(repository.length + 1))
    .sort()
    .filter((tag) => tag > last);
  const tags = rest.slice(0, Math.min(10, Number(searchParams.get('n') ?? '10')));
  const headers: Record<string, string> =
    tags.length < rest.length ? { link: '</elsewhere>; rel="next"' } : {};
  return Response.json({ name: repository, tags: tags.length === 0 ? null : tags }, { headers });
}

function listReferrers(
  manifests: ReadonlyMap<string, Uint8Array>,
  repository: string,
  digest: string,
): Response {
  const listed = [...manifests].flatMap(([key, bytes]) => {
    if (!key.startsWith(`${repository}:sha256:`)) return [];
    const image = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly subject?: { readonly digest: string };
      readonly mediaType: string;
      readonly artifactType?: string;
    };
    if (image.subject?.digest !== digest) return [];
    const { mediaType, artifactType } = image;
    return [{ mediaType, artifactType, digest: sha256(bytes), size: bytes.length }];
  });
  return Response.json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: listed,
  });
}
