import { errorFacts, type ErrorCategory, type ErrorCode } from './error-codes.ts';

/** Where in the input the failure lies; every part optional. Lines and columns count from 1. */
export interface Where {
  readonly file?: string;
  /** Entry inside a container. */
  readonly entry?: string;
  readonly line?: number;
  readonly column?: number;
  /** JSON field name or path. */
  readonly field?: string;
}

/** What besides code and message an error carries. */
export interface ErrorDetail {
  /** What the reader can do next, one sentence. */
  readonly hint?: string;
  readonly where?: Where;
  readonly cause?: unknown;
}

/** The only error this product throws on purpose: a stable code, a message, a hint, a place. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly where: Where;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.hint = detail.hint;
    this.where = detail.where ?? {};
  }

  /** Category, exit status and HTTP status of this error's code. */
  get facts(): ErrorCategory {
    return errorFacts(this.code);
  }

  /** The same error with the place filled in where it was not known before. */
  at(where: Where): CodedError {
    return new CodedError(this.code, this.message, {
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      where: { ...where, ...this.where },
      cause: this.cause,
    });
  }
}

/** True for errors of this product, which carry a code. */
export function isCodedError(error: unknown): error is CodedError {
  return error instanceof CodedError;
}
