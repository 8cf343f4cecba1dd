import { Database } from 'bun:sqlite'
const db = new Database(':memory:', {strict:true})
db.run(`create table songs(id text primary key, title text not null, seconds integer not null, published integer not null, owner text not null, created_at text not null)`)
db.run(`create index songs_created on songs(created_at)`)
const ins = db.prepare('insert into songs values(?,?,?,?,?,?)')
const ids: string[] = []
db.transaction(()=>{ for (let i=0;i<100000;i++){ const id=Bun.randomUUIDv7(); ids.push(id); ins.run(id, 'some title '+i, i%500, i&1, ids[i%1000]!, new Date(1.6e12+i*60000).toISOString()) } })()
const me = ids[5]!
const a1 = db.prepare(`select id,title,seconds,published,created_at from songs where id=?1 and (published or owner=?2)`)
const a2 = db.prepare(`select '[{"id":"'||id||'","title":'||json_quote(title)||',"seconds":'||seconds||',"published":'||iif(published,'true','false')||',"created_at":"'||created_at||'"}]' from songs where id=?1 and (published or owner=?2)`)
const a3 = db.prepare(`select json_array(json_object('id',id,'title',title,'seconds',seconds,'published',json(iif(published,'true','false')),'created_at',created_at)) from songs where id=?1 and (published or owner=?2)`)
const l1 = db.prepare(`select id,title,seconds,published,created_at from songs where created_at<?1 and (published or owner=?2) order by created_at desc limit 20`)
const l2 = db.prepare(`select '['||group_concat('{"id":"'||id||'","title":'||json_quote(title)||',"seconds":'||seconds||',"published":'||iif(published,'true','false')||',"created_at":"'||created_at||'"}', ',')||']' from (select id,title,seconds,published,created_at from songs where created_at<?1 and (published or owner=?2) order by created_at desc limit 20)`)
const l3 = db.prepare(`select json_group_array(json_object('id',id,'title',title,'seconds',seconds,'published',json(iif(published,'true','false')),'created_at',created_at)) from (select id,title,seconds,published,created_at from songs where created_at<?1 and (published or owner=?2) order by created_at desc limit 20)`)
const row = ([id,t,s,p,c]: any[]) => `{"id":"${id}","title":${JSON.stringify(t)},"seconds":${s},"published":${p===1},"created_at":"${c}"}`
function time(name: string, n: number, f:(i:number)=>unknown){ for(let i=0;i<n/4;i++)f(i); const best=[0,1,2].map(()=>{const t=Bun.nanoseconds(); for(let i=0;i<n;i++)f(i); return (Bun.nanoseconds()-t)/n/1000}); console.log(name, Math.min(...best).toFixed(2),'µs') }
const id=(i:number)=>ids[(i*7919)%100000]!
const at=(i:number)=>new Date(1.6e12+((i*7919)%100000)*60000).toISOString()
time('id get+stringify',1e5,i=>{const r:any=a1.get(id(i),me); if(r){r.published=r.published===1} return r?JSON.stringify([r]):'[]'})
time('id values+template',1e5,i=>{const r=a1.values(id(i),me); return r.length?'['+row(r[0] as any)+']':'[]'})
time('id sql concat',1e5,i=>{const r=a2.values(id(i),me); return r.length?(r[0] as any)[0]:'[]'})
time('id sql concat get',1e5,i=>a2.get(id(i),me))
time('id json_object',1e5,i=>{const r=a3.values(id(i),me); return r.length?(r[0] as any)[0]:'[]'})
time('list all+stringify',2e4,i=>{const r=l1.all(at(i),me) as any[]; for(const x of r) x.published=x.published===1; return JSON.stringify(r)})
time('list values+template',2e4,i=>'['+l1.values(at(i),me).map(row as any).join(',')+']')
time('list sql concat',2e4,i=>l2.values(at(i),me)[0]![0])
time('list json_group',2e4,i=>l3.values(at(i),me)[0]![0])
console.log('---', require('os').loadavg())
const M=`from (select id,title,seconds,published,created_at from songs where created_at<?1 and (published or owner=?2) order by created_at desc limit 20)`
const D=`from songs where created_at<?1 and (published or owner=?2) order by created_at desc limit 20`
const v1 = db.prepare(`select '{"id":"'||id||'","title":'||json_quote(title)||',"seconds":'||seconds||',"published":'||iif(published,'true','false')||',"created_at":"'||created_at||'"}' ${D}`)
const v2 = db.prepare(`select concat('{"id":"',id,'","title":',json_quote(title),',"seconds":',seconds,',"published":',iif(published,'true','false'),',"created_at":"',created_at,'"}') ${D}`)
const v3 = db.prepare(`select concat('[',group_concat(concat('{"id":"',id,'","title":',json_quote(title),',"seconds":',seconds,',"published":',iif(published,'true','false'),',"created_at":"',created_at,'"}'), ', '||char(10)||' '),']') ${M}`)
const v4 = db.prepare(`select group_concat(id) ${M}`)
const v5 = db.prepare(`select group_concat(json_quote(title)) ${M}`)
const v6 = db.prepare(`select format('{"id":"%s","title":%s,"seconds":%d,"published":%s,"created_at":"%s"}',id,json_quote(title),seconds,iif(published,'true','false'),created_at) ${D}`)
const v7 = db.prepare(`select id,title,seconds,published,created_at ${D}`)
const v8 = db.prepare(`select count(*) ${M}`)
for (let k=0;k<2;k++){
time('list rows || join',2e4,i=>'['+v1.values(at(i),me).join(',')+']')
time('list rows concat join',2e4,i=>'['+v2.values(at(i),me).join(',')+']')
time('list concat group (ours)',2e4,i=>v3.values(at(i),me)[0]![0])
time('list group ids only',2e4,i=>v4.values(at(i),me)[0]![0])
time('list group json_quote only',2e4,i=>v5.values(at(i),me)[0]![0])
time('list format',2e4,i=>v6.values(at(i),me).join(','))
time('list count only',2e4,i=>v8.values(at(i),me)[0]![0])
time('list all',2e4,i=>v7.all(at(i),me))
time('list values',2e4,i=>v7.values(at(i),me))
time('list all+stringify',2e4,i=>{const r=l1.all(at(i),me) as any[]; for(const x of r) x.published=x.published===1; return JSON.stringify(r)})
time('id get+stringify',1e5,i=>{const r:any=a1.get(id(i),me); if(r){r.published=r.published===1} return r?JSON.stringify([r]):'[]'})
time('id sql concat',1e5,i=>{const r=a2.values(id(i),me); return r.length?(r[0] as any)[0]:'[]'})
}
