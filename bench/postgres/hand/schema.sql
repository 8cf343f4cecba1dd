create table users (id uuid primary key);
create table albums (id uuid primary key, title text collate "C" not null);
create table songs (
  id uuid primary key,
  title text collate "C" not null,
  seconds integer not null,
  album uuid not null references albums (id),
  published boolean not null,
  owner uuid not null references users (id),
  created_at timestamptz not null
);
create index songs_album on songs (album);
create index songs_owner on songs (owner);
create index songs_created_at on songs (created_at);
