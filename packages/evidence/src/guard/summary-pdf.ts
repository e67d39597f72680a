import { isZeroTime, sortUtf8, toUtcSeconds, trimSpace, ZIP_EPOCH } from '@gait/canon';

/** What the one page says. */
export interface SummaryPage {
  readonly runId: string;
  readonly caseId: string;
  readonly templateId: string;
  /** RFC 3339. */
  readonly generatedAt: string;
  /** Names of the files of evidence. */
  readonly evidence: readonly string[];
}

/** Files that are named; the others are only counted. */
const NAMED = 8;

/**
 * `summary.pdf`: a PDF 1.4 of one page in Helvetica 10, the same bytes for the same input
 * (gait-formats §7.2). For reading; the evidence are the other files.
 */
export function renderSummaryPdf(page: SummaryPage): Uint8Array {
  const generated = isZeroTime(page.generatedAt) ? ZIP_EPOCH : page.generatedAt;
  const lines = [
    'Gait Evidence Pack Summary',
    `Run ID: ${trimSpace(page.runId)}`,
    `Case ID: ${trimSpace(page.caseId)}`,
    `Template: ${trimSpace(page.templateId)}`,
    `Generated: ${toUtcSeconds(generated)}`,
    `Evidence Files: ${page.evidence.length}`,
    ...sortUtf8(page.evidence)
      .slice(0, NAMED)
      .map((name) => `- ${name}`),
  ];
  const content = textStream(lines);
  return joinObjects([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${byteLength(content)} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]);
}

/** Text is written as it is: only the delimiters of PDF strings are escaped. */
function textStream(lines: readonly string[]): string {
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj\n`);
  return `BT\n/F1 10 Tf\n50 760 Td\n${shown.join('0 -14 Td\n')}ET`;
}

function joinObjects(objects: readonly string[]): Uint8Array {
  let body = '%PDF-1.4\n';
  let size = byteLength(body);
  const offsets: number[] = [];
  for (const [i, object] of objects.entries()) {
    const text = `${i + 1} 0 obj\n${object}\nendobj\n`;
    offsets.push(size);
    body += text;
    size += byteLength(text);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  body += `xref\n0 ${count}\n0000000000 65535 f \n${table}`;
  body += `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${size}\n%%EOF\n`;
  return new TextEncoder().encode(body);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
