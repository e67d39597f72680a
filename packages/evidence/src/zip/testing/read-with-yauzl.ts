import { fromBuffer } from 'yauzl';

/** Another library's reading of a zip, as names and contents in directory order. */
export function readWithYauzl(
  bytes: Uint8Array,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (openError, file) => {
      if (openError !== null) {
        reject(openError);
        return;
      }
      const contents: (readonly [string, Uint8Array])[] = [];
      file.on('error', reject);
      file.on('end', () => resolve(contents));
      file.on('entry', (entry) => {
        file.openReadStream(entry, (error, stream) => {
          if (error !== null) {
            reject(error);
            return;
          }
          const chunks: Uint8Array[] = [];
          stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            contents.push([entry.fileName, new Uint8Array(Buffer.concat(chunks))]);
            file.readEntry();
          });
        });
      });
      file.readEntry();
    });
  });
}
