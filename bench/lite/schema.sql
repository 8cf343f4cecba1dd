create table albums (id uuid primary key, title text not null);
create table songs (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  seconds integer not null,
  album uuid not null references albums (id),
  published boolean not null default false,
  owner uuid not null references auth.users (id),
  created_at timestamptz not null default now()
);
create index songs_album on songs (album);
create index songs_owner on songs (owner);
create index songs_created_at on songs (created_at);
alter table albums enable row level security;
alter table songs enable row level security;
create policy "read albums" on albums for select to authenticated using (true);
create policy "read songs" on songs for select to authenticated using (published = true or owner = auth.uid());
create policy "insert songs" on songs for insert to authenticated with check (owner = auth.uid());
create policy "update songs" on songs for update to authenticated
  using (owner = auth.uid()) with check (owner = auth.uid());
