// Asks the registry for known weaknesses of what is installed with our packages.
//   npm run audit
// Ends with 1 where there is one. Where the registry does not answer such questions it says so, and ends with 0.
import { spawnSync } from 'node:child_process';

const { stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 120_000 });
const answer = (() => {
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: stderr.trim().split('\n').at(-1) };
  }
})();
if (answer.vulnerabilities === undefined) {
  console.log(`NOT AUDITED: the registry gave no answer (${answer.message || 'none in two minutes'})`);
} else {
  const found = Object.values(answer.vulnerabilities);
  const { dependencies } = answer.metadata;
  for (const { name, severity, range, via } of found) {
    const titles = via.map((each) => (typeof each === 'string' ? each : `${each.title} (${each.url})`));
    console.log(`${severity}: ${name} ${range}: ${titles.join('; ')}`);
  }
  console.log(`audited ${dependencies?.prod ?? '?'} runtime dependencies: ${found.length} with known weaknesses`);
  if (found.length > 0) process.exitCode = 1;
}
