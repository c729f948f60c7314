import { certify } from '@nn/init/conformance';
import { builtIns } from './subjects.js';
const only = process.argv[2] ?? '';
const draws = Number(process.argv[3] ?? 2**13);
const dtypes = (process.argv[4] ?? 'float32,float64,float16,bfloat16').split(',') as any;
const cpu=()=>{const c=process.cpuUsage();return (c.user+c.system)/1000};
let total=0;
for (const {name,subject} of Object.values(builtIns).flat()) {
  if (!new RegExp(only).test(name)) continue;
  const t=cpu();
  const c = certify(subject,{draws,dtypes,mutantDtypes: process.argv[5] ? process.argv[5].split(',') as any : dtypes, seed: Number(process.argv[6]??0)});
  const d=cpu()-t; total+=d;
  console.log(c.passed?'ok  ':'FAIL', name, d.toFixed(0)+' ms', c.tests);
  for (const k of c.cases) for (const f of k.checks) if(!f.passed) console.log('     ', k.initializer.slice(0,70), '|', f.check, '|', f.message?.slice(0,400));
}
console.log('total', (total/1000).toFixed(1),'s');
