/** The dialects whose way to quote and to comment is known; `unknown` is read in every way. */
export type SqlDialect =
  | 'postgresql'
  | 'redshift'
  | 'mysql'
  | 'mariadb'
  | 'sqlite'
  | 'transactsql'
  | 'bigquery'
  | 'snowflake'
  | 'unknown';

/** How text is cut into tokens: what hides code in one dialect is code in another. */
export interface SqlLexis {
  /** The client whose own commands may stand in the text. */
  readonly client: 'psql' | 'mysql' | 'sqlite' | 'sqlcmd' | 'snowsql' | 'none';
  /** `'\''` is one quote; without it `'\'` is a whole text. */
  readonly backslash: boolean;
  /** `/* /* *\/` is still open. */
  readonly nestedComments: boolean;
  /** `#` begins a comment; `--` does only with a blank behind it. */
  readonly hashComments: boolean;
  readonly dashNeedsBlank: boolean;
  /** `/*! … *\/` runs. */
  readonly runningComments: boolean;
  readonly dollarQuotes: 'tagged' | 'plain' | 'none';
  /** `"x"` is a text, not a name. */
  readonly doubleIsText: boolean;
  readonly brackets: boolean;
  /** `'''…'''` and `r'…'` are texts with rules of their own, which are not followed here. */
  readonly rawTexts: boolean;
  /** `//` begins a comment. */
  readonly slashComments: boolean;
  /** A statement may follow another without a semicolon. */
  readonly noSemicolon: boolean;
}

const PLAIN: SqlLexis = {
  client: 'none',
  backslash: false,
  nestedComments: false,
  hashComments: false,
  dashNeedsBlank: false,
  runningComments: false,
  dollarQuotes: 'none',
  doubleIsText: false,
  brackets: false,
  rawTexts: false,
  slashComments: false,
  noSemicolon: false,
};
const POSTGRES: SqlLexis = {
  ...PLAIN,
  client: 'psql',
  nestedComments: true,
  dollarQuotes: 'tagged',
};
const MYSQL: SqlLexis = {
  ...PLAIN,
  client: 'mysql',
  backslash: true,
  hashComments: true,
  dashNeedsBlank: true,
  runningComments: true,
  doubleIsText: true,
};
const SQLITE: SqlLexis = { ...PLAIN, client: 'sqlite', brackets: true };
const TRANSACT: SqlLexis = {
  ...PLAIN,
  client: 'sqlcmd',
  nestedComments: true,
  brackets: true,
  noSemicolon: true,
};

/** Every way in which a server of this dialect may cut the text; the reading is of all of them. */
export function lexesOf(dialect: SqlDialect): readonly SqlLexis[] {
  switch (dialect) {
    case 'postgresql':
    case 'redshift':
      return [POSTGRES];
    case 'mysql':
    case 'mariadb':
      return [MYSQL];
    case 'sqlite':
      return [SQLITE];
    case 'transactsql':
      return [TRANSACT];
    case 'bigquery':
      return [
        { ...PLAIN, backslash: true, hashComments: true, doubleIsText: true, rawTexts: true },
      ];
    case 'snowflake':
      return [
        {
          ...PLAIN,
          client: 'snowsql',
          backslash: true,
          dollarQuotes: 'plain',
          slashComments: true,
        },
      ];
    case 'unknown':
      return [POSTGRES, MYSQL, SQLITE, TRANSACT];
  }
}
