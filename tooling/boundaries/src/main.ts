import { checkImports } from './check.js';

const { modules, violations } = await checkImports(process.cwd());
for (const violation of violations) console.error(violation);
console.log(`imports: ${modules} modules, ${violations.length} forbidden`);
if (violations.length > 0) process.exitCode = 1;
