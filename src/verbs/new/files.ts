/** The files of a new project. */
import { APP, APP_TEST } from './source.ts'

export interface ProjectOptions {
  readonly name: string
  /** The version of offstage, or `file:` and a path. */
  readonly offstage: string
  /** Exact versions of the tools, by package. */
  readonly tools: Readonly<Record<'typescript' | '@types/bun', string>>
}

/** Texts by name. */
export function projectFiles(options: ProjectOptions): Readonly<Record<string, string>> {
  return {
    'package.json': packageJson(options),
    'tsconfig.json': TSCONFIG,
    '.gitignore': 'node_modules/\n.offstage/\n',
    ...(options.offstage.startsWith('file:') ? { '.npmrc': NPMRC } : {}),
    'README.md': readme(options.name),
    'app.ts': APP,
    'app.test.ts': APP_TEST,
  }
}

function packageJson({ name, offstage, tools }: ProjectOptions): string {
  const manifest = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: {
      dev: 'offstage dev',
      start: 'offstage start',
      test: 'offstage test',
      types: 'tsc --noEmit',
    },
    dependencies: { offstage },
    devDependencies: { '@types/bun': tools['@types/bun'], typescript: tools.typescript },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** The sources of offstage are TypeScript, imported with their endings. */
const TSCONFIG = `{
  "compilerOptions": {
    "target": "esnext",
    "module": "esnext",
    "moduleResolution": "bundler",
    "lib": ["esnext", "dom", "dom.iterable"],
    "types": ["bun"],
    "strict": true,
    "noUncheckedIndexedAccess": true,
    "verbatimModuleSyntax": true,
    "allowImportingTsExtensions": true,
    "isolatedModules": true,
    "skipLibCheck": true,
    "noEmit": true
  },
  "include": ["*.ts"]
}
`

/** Offstage is then installed as it would be from npm, with packages of its own, rather than as a link. */
const NPMRC = 'install-links=true\n'

function readme(name: string): string {
  return `# ${name}

A backend made with Offstage: \`app.ts\` says what there is and who may do what.

\`\`\`sh
npm install
npm test          # what the rules promise: app.test.ts
npm run dev       # serve, and start over at every change
npm start         # serve
npm run types     # check the types
\`\`\`

\`npm run dev\` prints the URL and the keys. Ask who you like to be, and try the API:

\`\`\`sh
TOKEN=$(npx offstage token --as ana)
curl -X POST http://127.0.0.1:54321/rest/v1/lists -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -H 'Prefer: return=representation' -d '{"title":"Groceries"}'
curl 'http://127.0.0.1:54321/rest/v1/lists?select=title,tasks(title)' -H "Authorization: Bearer $TOKEN"
\`\`\`

In a page or another program, the client is
[supabase-js](https://supabase.com/docs/reference/javascript), with types that come straight from \`app.ts\`:

\`\`\`ts
import { createClient } from '@supabase/supabase-js'
import type { DatabaseOf } from 'offstage'
import type app from './app'

const client = createClient<DatabaseOf<typeof app>>(url, publishableKey)
const { data } = await client.from('lists').select('title, tasks(title, done)')
\`\`\`

The data lies in \`.offstage\`, which no repository should take in: it holds the keys.
`
}
