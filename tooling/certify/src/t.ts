import { modelOf, normal, uniform, truncNormalCorrected, type Law } from '@nn/init';
import { cumulativeCells, randomizedPit, chiSquareTest, neymanTest, kolmogorovTest, normalScores, hermiteTest, distinctTest, cellProbabilities, varianceTest } from '@nn/testing/statistics';
const n = 2**17;
const laws: Law[] = [ {law:'normal',mean:0,std:1}, {law:'uniform',low:-1,high:1}, {law:'truncatedNormal',mean:0,std:1,low:-2,high:2}, {law:'sphere',dimension:16,radius:1}, {law:'mixture',parts:[{weight:.25,of:{law:'uniform',low:5,high:10}},{weight:.5,of:{law:'point',value:0}},{weight:.25,of:{law:'uniform',low:-10,high:-5}}]}, {law:'logUniform',low:.5,high:3}];
const x = Float64Array.from({length:n},()=>Math.fround(Math.random()*2-1));
const time=(name:string,f:()=>unknown)=>{f();const a=process.cpuUsage();const r=f();const b=process.cpuUsage(a);console.log(name.padEnd(40),(b.user/1000).toFixed(1));return r as any};
for (const l of laws){ const m=modelOf(l); time(l.law+' cdf',()=>x.map(v=>m.cdf(v))); }
const m=modelOf(laws[0]!);
const cells=time('cells',()=>cumulativeCells(x,m,'float32'));
const u=time('pit',()=>randomizedPit(cells,Math.random));
const w=time('scores',()=>normalScores(u));
time('chi',()=>chiSquareTest(u));time('ney',()=>neymanTest(u));time('ks',()=>kolmogorovTest(u));time('h4',()=>hermiteTest(w,4));time('var',()=>varianceTest(x,m));
time('distinct',()=>distinctTest(x,cellProbabilities(cells)));
