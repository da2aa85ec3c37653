PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "migration_id" TEXT NOT NULL CONSTRAINT "pk___ef_migrations_history" PRIMARY KEY,
    "product_version" TEXT NOT NULL
);
INSERT INTO __EFMigrationsHistory VALUES('20261123135621_Initial','10.0.14');
INSERT INTO __EFMigrationsHistory VALUES('20261123172452_Moderation','10.0.14');
CREATE TABLE IF NOT EXISTS "api_key" (
    "api_key_id" INTEGER NOT NULL CONSTRAINT "pk_api_key" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    "expires_at" TEXT NULL,
    "revoked_at" TEXT NULL,
    "last_used_at" TEXT NULL
);
INSERT INTO api_key VALUES(1,'analyst','6f062525d147dec991ac546f2fba8bb9e1544cfd491f69490d787de22abd9313','jobs:read','2026-11-23T20:39:43.730Z',NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "model" (
    "model_id" INTEGER NOT NULL CONSTRAINT "pk_model" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "offered_at" TEXT NULL
);
INSERT INTO model VALUES(1,'colors','1','classification','4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b',NULL);
CREATE TABLE IF NOT EXISTS "schedule" (
    "schedule_id" INTEGER NOT NULL CONSTRAINT "pk_schedule" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "models" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "image_limit" INTEGER NULL,
    "images_per_second" REAL NULL,
    "paused" INTEGER NOT NULL,
    "error" TEXT NULL,
    "next_at" TEXT NOT NULL,
    "created_at" TEXT NOT NULL,
    CONSTRAINT "ck_schedule_lane" CHECK (lane IN ('live', 'backfill')),
    CONSTRAINT "ck_schedule_mode" CHECK (mode IN ('missing', 'all'))
);
CREATE TABLE IF NOT EXISTS "source" (
    "source_id" INTEGER NOT NULL CONSTRAINT "pk_source" PRIMARY KEY AUTOINCREMENT,
    "uri" TEXT NOT NULL
);
INSERT INTO source VALUES(1,'file:///srv/pictures/small/');
CREATE TABLE IF NOT EXISTS "label" (
    "label_id" INTEGER NOT NULL CONSTRAINT "pk_label" PRIMARY KEY AUTOINCREMENT,
    "model_id" INTEGER NOT NULL,
    "class_index" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "fk_label_model_model_id" FOREIGN KEY ("model_id") REFERENCES "model" ("model_id") ON DELETE CASCADE
);
INSERT INTO label VALUES(1,1,0,'black');
INSERT INTO label VALUES(2,1,1,'white');
INSERT INTO label VALUES(3,1,2,'gray');
INSERT INTO label VALUES(4,1,3,'red');
INSERT INTO label VALUES(5,1,4,'orange');
INSERT INTO label VALUES(6,1,5,'yellow');
INSERT INTO label VALUES(7,1,6,'green');
INSERT INTO label VALUES(8,1,7,'blue');
INSERT INTO label VALUES(9,1,8,'purple');
INSERT INTO label VALUES(10,1,9,'pink');
INSERT INTO label VALUES(11,1,10,'brown');
CREATE TABLE IF NOT EXISTS "image" (
    "image_id" INTEGER NOT NULL CONSTRAINT "pk_image" PRIMARY KEY AUTOINCREMENT,
    "source_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "etag" TEXT NOT NULL,
    "bytes" INTEGER NULL,
    "width" INTEGER NULL,
    "height" INTEGER NULL,
    "format" TEXT NULL,
    "sha256" TEXT NULL,
    "perceptual_hash" INTEGER NULL,
    "captured_at" TEXT NULL,
    "latitude" REAL NULL,
    "longitude" REAL NULL,
    "first_seen_at" TEXT NOT NULL,
    CONSTRAINT "fk_image_source_source_id" FOREIGN KEY ("source_id") REFERENCES "source" ("source_id") ON DELETE RESTRICT
);
INSERT INTO image VALUES(1,1,'cut.jpg','384-8df49a1b5e06b21',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(2,1,'forest-path.jpg','60e1-8df49a1b5dfd6a5',24801,480,640,'jpeg','1d03cd2c70d6f57ce7e4b3e349247141c297f59609747b539f6311b360a0d15d',-7437222873385258311,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(3,1,'night-city.png','4aff-8df49a1b5dfd7bf',19199,640,400,'png','386362bf43e9b456730d1036828e373d0b77358d2c40847850e3c225c3c82a51',-3291469067966435923,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(4,1,'not-an-image.jpg','6-8df49a1b5e06b21',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(5,1,'red-car.jpg','3dae-8df49a1e447606f',15790,600,400,'jpeg','55de4f8e2b77b83e045f480ce1836b6e985743bc517e95c115504a0b852778c1',5052749918051650469,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(6,1,'rocket.webp','1e28-8df49a1b5dfd970',7720,420,600,'webp','926e6733696cada9bd4f37d56197e876fca62541bf629f31a558ecb63dbb4f1b',-7461510428140614087,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(7,1,'sunset-sea.jpg','671d-8df49a1b5dfda43',26397,640,480,'jpeg','ce10c305488a84a6d4b89ee8266eeaa42fbb84d8e0830ee9c4028e93d09c1b4a',-1137686944422123575,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(8,1,'watermark.jpg','2c06-8df49a1b5dfd8ad',11270,480,600,'jpeg','b0368d14bd79726a16177a865cc68a6f3b8ece159343e814335c9ffdc4c013f9',3841203031353085265,NULL,NULL,NULL,'2026-11-23T20:39:42.199Z');
INSERT INTO image VALUES(9,1,'red-car.jpg','39fb-8df49a1e7284cd8',14843,640,420,'jpeg','f60f508b6134ee5bddf81ea33c3ba71b0617525121ee34743b553b8bb5ea9e5b',6642146797368176095,NULL,NULL,NULL,'2026-11-23T20:39:45.965Z');
CREATE TABLE IF NOT EXISTS "job" (
    "job_id" TEXT NOT NULL CONSTRAINT "pk_job" PRIMARY KEY,
    "source_id" INTEGER NOT NULL,
    "request_key" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "stream" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "paused" INTEGER NOT NULL,
    "error" TEXT NULL,
    "image_limit" INTEGER NULL,
    "images_per_second" REAL NULL,
    "requested_by" TEXT NULL,
    "schedule_id" INTEGER NULL,
    "slot" TEXT NULL,
    "lease_owner" TEXT NULL,
    "leased_until" TEXT NULL,
    "created_at" TEXT NOT NULL,
    "finished_at" TEXT NULL,
    "checkpoint" TEXT NULL,
    "listing_done" INTEGER NOT NULL,
    "listed" INTEGER NOT NULL,
    "ignored" INTEGER NOT NULL,
    "skipped" INTEGER NOT NULL,
    "recognized" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    CONSTRAINT "ck_job_balance" CHECK (status <> 'done' OR (listing_done AND listed = recognized + failed + skipped)),
    CONSTRAINT "ck_job_lane" CHECK (lane IN ('live', 'backfill')),
    CONSTRAINT "ck_job_mode" CHECK (mode IN ('missing', 'all')),
    CONSTRAINT "ck_job_status" CHECK (status IN ('planning', 'running', 'done', 'cancelled', 'failed')),
    CONSTRAINT "fk_job_schedule_schedule_id" FOREIGN KEY ("schedule_id") REFERENCES "schedule" ("schedule_id") ON DELETE SET NULL,
    CONSTRAINT "fk_job_source_source_id" FOREIGN KEY ("source_id") REFERENCES "source" ("source_id") ON DELETE RESTRICT
);
INSERT INTO job VALUES('01a20a22-c53a-7516-884c-2b2978551ae7',1,'dc67f7f9ab9c872a2c74249deb9e8e656afdc50b3878e60880daf91ecb996266','backfill','missing',0,'done',0,NULL,NULL,NULL,NULL,NULL,NULL,'bv run','9999-01-01T00:00:00.000Z','2026-11-23T20:39:40.602Z','2026-11-23T20:39:42.318Z','watermark.jpg',1,8,0,0,6,2);
INSERT INTO job VALUES('01a20a22-d50c-7938-bf2a-c23419b04147',1,'dc67f7f9ab9c872a2c74249deb9e8e656afdc50b3878e60880daf91ecb996266','backfill','missing',0,'done',0,NULL,NULL,NULL,NULL,NULL,NULL,'bv run','9999-01-01T00:00:00.000Z','2026-11-23T20:39:44.652Z','2026-11-23T20:39:46.029Z','watermark.jpg',1,8,0,7,1,0);
CREATE TABLE IF NOT EXISTS "object_event" (
    "source_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "sequencer" TEXT NOT NULL,
    CONSTRAINT "pk_object_event" PRIMARY KEY ("source_id", "key"),
    CONSTRAINT "fk_object_event_source_source_id" FOREIGN KEY ("source_id") REFERENCES "source" ("source_id") ON DELETE RESTRICT
);
CREATE TABLE IF NOT EXISTS "recognition" (
    "image_id" INTEGER NOT NULL,
    "model_id" INTEGER NOT NULL,
    "job_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT NULL,
    "prediction_count" INTEGER NOT NULL,
    "recognized_at" TEXT NOT NULL,
    CONSTRAINT "pk_recognition" PRIMARY KEY ("image_id", "model_id"),
    CONSTRAINT "ck_recognition_failure" CHECK (status = 'Recognized' OR prediction_count = 0),
    CONSTRAINT "fk_recognition_image_image_id" FOREIGN KEY ("image_id") REFERENCES "image" ("image_id") ON DELETE CASCADE,
    CONSTRAINT "fk_recognition_model_model_id" FOREIGN KEY ("model_id") REFERENCES "model" ("model_id") ON DELETE RESTRICT
);
INSERT INTO recognition VALUES(1,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Corrupt','The Jpeg decoder says: VipsJpeg: premature end of JPEG image',0,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(2,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Recognized',NULL,1,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(3,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Recognized',NULL,3,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(4,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Unsupported','This is not a picture format that is read here; it looks like text.',0,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(5,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Recognized',NULL,5,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(6,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Recognized',NULL,4,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(7,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Recognized',NULL,5,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(8,1,'01a20a22-c53a-7516-884c-2b2978551ae7','Recognized',NULL,3,'2026-11-23T20:39:42.237Z');
INSERT INTO recognition VALUES(9,1,'01a20a22-d50c-7938-bf2a-c23419b04147','Recognized',NULL,5,'2026-11-23T20:39:46.005Z');
CREATE TABLE IF NOT EXISTS "chunk" (
    "job_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "chunk_id" TEXT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "lane" TEXT NOT NULL,
    "models" TEXT NOT NULL,
    "refs" TEXT NULL,
    "image_count" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "error" TEXT NULL,
    "sent_at" TEXT NULL,
    "done_at" TEXT NULL,
    "recognized" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    CONSTRAINT "pk_chunk" PRIMARY KEY ("job_id", "ordinal"),
    CONSTRAINT "ck_chunk_balance" CHECK (status <> 'done' OR recognized + failed = image_count),
    CONSTRAINT "ck_chunk_lane" CHECK (lane IN ('live', 'backfill', 'quarantine')),
    CONSTRAINT "ck_chunk_status" CHECK (status IN ('pending', 'sent', 'done', 'split', 'cancelled')),
    CONSTRAINT "fk_chunk_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("job_id") ON DELETE CASCADE,
    CONSTRAINT "fk_chunk_source_source_id" FOREIGN KEY ("source_id") REFERENCES "source" ("source_id") ON DELETE RESTRICT
);
INSERT INTO chunk VALUES('01a20a22-c53a-7516-884c-2b2978551ae7',0,'6588e836-f77a-86af-b8e7-4d611392c3d1',1,'backfill','["4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b"]',NULL,8,'done',0,NULL,'2026-11-23T20:39:41.403Z','2026-11-23T20:39:42.265Z',6,2);
INSERT INTO chunk VALUES('01a20a22-d50c-7938-bf2a-c23419b04147',0,'642c1591-dd10-8c4a-a263-b4177e67bf4f',1,'backfill','["4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b"]',NULL,1,'done',0,NULL,'2026-11-23T20:39:45.397Z','2026-11-23T20:39:46.019Z',1,0);
CREATE TABLE IF NOT EXISTS "job_model" (
    "job_id" TEXT NOT NULL,
    "model_id" INTEGER NOT NULL,
    CONSTRAINT "pk_job_model" PRIMARY KEY ("job_id", "model_id"),
    CONSTRAINT "fk_job_model_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("job_id") ON DELETE CASCADE,
    CONSTRAINT "fk_job_model_model_model_id" FOREIGN KEY ("model_id") REFERENCES "model" ("model_id") ON DELETE RESTRICT
);
INSERT INTO job_model VALUES('01a20a22-c53a-7516-884c-2b2978551ae7',1);
INSERT INTO job_model VALUES('01a20a22-d50c-7938-bf2a-c23419b04147',1);
CREATE TABLE IF NOT EXISTS "prediction" (
    "image_id" INTEGER NOT NULL,
    "model_id" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "label_id" INTEGER NOT NULL,
    "score" REAL NOT NULL,
    "x" REAL NULL,
    "y" REAL NULL,
    "width" REAL NULL,
    "height" REAL NULL,
    CONSTRAINT "pk_prediction" PRIMARY KEY ("image_id", "model_id", "rank"),
    CONSTRAINT "ck_prediction_rank" CHECK (rank >= 1),
    CONSTRAINT "fk_prediction_label_label_id" FOREIGN KEY ("label_id") REFERENCES "label" ("label_id") ON DELETE RESTRICT,
    CONSTRAINT "fk_prediction_recognition_image_id_model_id" FOREIGN KEY ("image_id", "model_id") REFERENCES "recognition" ("image_id", "model_id") ON DELETE CASCADE
);
INSERT INTO prediction VALUES(2,1,1,7,0.92230665999999994486,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(3,1,1,1,0.56146556000000003017,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(3,1,2,8,0.33124643999999997534,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(3,1,3,3,0.091254249999999995091,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(5,1,1,8,0.35117130000000001954,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(5,1,2,3,0.20076466000000001144,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(5,1,3,7,0.16062206000000001093,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(5,1,4,4,0.12186085400000000456,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(5,1,5,2,0.080721089999999995345,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(6,1,1,8,0.43798049999999999482,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(6,1,2,1,0.37980437000000000224,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(6,1,3,2,0.064075164000000003894,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(6,1,4,3,0.063520275000000001042,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(7,1,1,5,0.36431237999999999122,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(7,1,2,4,0.28605740000000001721,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(7,1,3,9,0.14420044000000001305,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(7,1,4,11,0.093380749999999998478,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(7,1,5,6,0.085539214000000002302,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(8,1,1,10,0.48730883000000002613,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(8,1,2,6,0.33518457000000001499,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(8,1,3,4,0.090374919999999997477,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(9,1,1,3,0.34475440000000001639,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(9,1,2,11,0.20639915999999999818,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(9,1,3,2,0.14756394999999999928,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(9,1,4,8,0.10497745999999999466,NULL,NULL,NULL,NULL);
INSERT INTO prediction VALUES(9,1,5,7,0.08059896499999999464,NULL,NULL,NULL,NULL);
CREATE TABLE IF NOT EXISTS "blocklist" (
    "blocklist_id" INTEGER NOT NULL CONSTRAINT "pk_blocklist" PRIMARY KEY AUTOINCREMENT,
    "hash" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "added_at" TEXT NOT NULL,
    "removed_at" TEXT NULL
);
INSERT INTO blocklist VALUES(1,3841203031353085265,'seen before','2026-11-23T20:39:43.071Z',NULL);
CREATE TABLE IF NOT EXISTS "policy" (
    "policy_id" INTEGER NOT NULL CONSTRAINT "pk_policy" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "blocklist_distance" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "created_at" TEXT NOT NULL,
    "activated_at" TEXT NOT NULL,
    "history_decided_at" TEXT NULL
);
INSERT INTO policy VALUES(1,'greens','2','473c116964f10c596c3d1c0184a1af2f1e5af8436dbc52079ec8fe1da6601f9a',replace('name: greens\nversion: "2"\nrules:\n  - {labels: [green], category: Gambling}\nthresholds:\n  Gambling: {review: 0.3, block: 0.6}\nblocklist: {distance: 4}\n','\n',char(10)),4,1,'2026-11-23T20:39:39.754Z','2026-11-23T20:39:39.765Z','2026-11-23T20:39:39.804Z');
CREATE TABLE IF NOT EXISTS "blocklist_band" (
    "band" INTEGER NOT NULL,
    "value" INTEGER NOT NULL,
    "blocklist_id" INTEGER NOT NULL,
    CONSTRAINT "pk_blocklist_band" PRIMARY KEY ("band", "value", "blocklist_id"),
    CONSTRAINT "fk_blocklist_band_blocklist_blocklist_id" FOREIGN KEY ("blocklist_id") REFERENCES "blocklist" ("blocklist_id") ON DELETE CASCADE
);
INSERT INTO blocklist_band VALUES(0,81,1);
INSERT INTO blocklist_band VALUES(1,77,1);
INSERT INTO blocklist_band VALUES(2,244,1);
INSERT INTO blocklist_band VALUES(3,49,1);
INSERT INTO blocklist_band VALUES(4,206,1);
INSERT INTO blocklist_band VALUES(5,177,1);
INSERT INTO blocklist_band VALUES(6,78,1);
INSERT INTO blocklist_band VALUES(7,53,1);
CREATE TABLE IF NOT EXISTS "policy_category" (
    "policy_category_id" INTEGER NOT NULL CONSTRAINT "pk_policy_category" PRIMARY KEY AUTOINCREMENT,
    "policy_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "parent_name" TEXT NULL,
    "top_name" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "safe_search" TEXT NULL,
    "azure" TEXT NULL,
    "review" REAL NULL,
    "block" REAL NULL,
    CONSTRAINT "fk_policy_category_policy_policy_id" FOREIGN KEY ("policy_id") REFERENCES "policy" ("policy_id") ON DELETE CASCADE
);
INSERT INTO policy_category VALUES(1,1,'Explicit',NULL,'Explicit',1,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(2,1,'Explicit Nudity','Explicit','Explicit',2,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(3,1,'Exposed Male Genitalia','Explicit Nudity','Explicit',3,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(4,1,'Exposed Female Genitalia','Explicit Nudity','Explicit',3,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(5,1,'Exposed Buttocks or Anus','Explicit Nudity','Explicit',3,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(6,1,'Exposed Female Nipple','Explicit Nudity','Explicit',3,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(7,1,'Explicit Sexual Activity','Explicit','Explicit',2,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(8,1,'Sex Toys','Explicit','Explicit',2,'adult','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(9,1,'Non-Explicit Nudity of Intimate parts and Kissing',NULL,'Non-Explicit Nudity of Intimate parts and Kissing',1,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(10,1,'Non-Explicit Nudity','Non-Explicit Nudity of Intimate parts and Kissing','Non-Explicit Nudity of Intimate parts and Kissing',2,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(11,1,'Bare Back','Non-Explicit Nudity','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(12,1,'Exposed Male Nipple','Non-Explicit Nudity','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(13,1,'Partially Exposed Buttocks','Non-Explicit Nudity','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(14,1,'Partially Exposed Female Breast','Non-Explicit Nudity','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(15,1,'Implied Nudity','Non-Explicit Nudity','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(16,1,'Obstructed Intimate Parts','Non-Explicit Nudity of Intimate parts and Kissing','Non-Explicit Nudity of Intimate parts and Kissing',2,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(17,1,'Obstructed Female Nipple','Obstructed Intimate Parts','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(18,1,'Obstructed Male Genitalia','Obstructed Intimate Parts','Non-Explicit Nudity of Intimate parts and Kissing',3,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(19,1,'Kissing on the Lips','Non-Explicit Nudity of Intimate parts and Kissing','Non-Explicit Nudity of Intimate parts and Kissing',2,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(20,1,'Swimwear or Underwear',NULL,'Swimwear or Underwear',1,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(21,1,'Female Swimwear or Underwear','Swimwear or Underwear','Swimwear or Underwear',2,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(22,1,'Male Swimwear or Underwear','Swimwear or Underwear','Swimwear or Underwear',2,'racy','Sexual',NULL,NULL);
INSERT INTO policy_category VALUES(23,1,'Violence',NULL,'Violence',1,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(24,1,'Weapons','Violence','Violence',2,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(25,1,'Graphic Violence','Violence','Violence',2,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(26,1,'Weapon Violence','Graphic Violence','Violence',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(27,1,'Physical Violence','Graphic Violence','Violence',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(28,1,'Self-Harm','Graphic Violence','Violence',3,'violence','SelfHarm',NULL,NULL);
INSERT INTO policy_category VALUES(29,1,'Blood & Gore','Graphic Violence','Violence',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(30,1,'Explosions and Blasts','Graphic Violence','Violence',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(31,1,'Visually Disturbing',NULL,'Visually Disturbing',1,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(32,1,'Death and Emaciation','Visually Disturbing','Visually Disturbing',2,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(33,1,'Emaciated Bodies','Death and Emaciation','Visually Disturbing',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(34,1,'Corpses','Death and Emaciation','Visually Disturbing',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(35,1,'Crashes','Visually Disturbing','Visually Disturbing',2,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(36,1,'Air Crash','Crashes','Visually Disturbing',3,'violence','Violence',NULL,NULL);
INSERT INTO policy_category VALUES(37,1,'Drugs & Tobacco',NULL,'Drugs & Tobacco',1,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(38,1,'Products','Drugs & Tobacco','Drugs & Tobacco',2,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(39,1,'Pills','Products','Drugs & Tobacco',3,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(40,1,'Drugs & Tobacco Paraphernalia & Use','Drugs & Tobacco','Drugs & Tobacco',2,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(41,1,'Smoking','Drugs & Tobacco Paraphernalia & Use','Drugs & Tobacco',3,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(42,1,'Alcohol',NULL,'Alcohol',1,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(43,1,'Alcohol Use','Alcohol','Alcohol',2,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(44,1,'Drinking','Alcohol Use','Alcohol',3,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(45,1,'Alcoholic Beverages','Alcohol','Alcohol',2,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(46,1,'Rude Gestures',NULL,'Rude Gestures',1,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(47,1,'Middle Finger','Rude Gestures','Rude Gestures',2,NULL,NULL,NULL,NULL);
INSERT INTO policy_category VALUES(48,1,'Gambling',NULL,'Gambling',1,NULL,NULL,0.29999999999999998889,0.59999999999999997779);
INSERT INTO policy_category VALUES(49,1,'Hate Symbols',NULL,'Hate Symbols',1,NULL,'Hate',NULL,NULL);
INSERT INTO policy_category VALUES(50,1,'Nazi Party','Hate Symbols','Hate Symbols',2,NULL,'Hate',NULL,NULL);
INSERT INTO policy_category VALUES(51,1,'White Supremacy','Hate Symbols','Hate Symbols',2,NULL,'Hate',NULL,NULL);
INSERT INTO policy_category VALUES(52,1,'Extremist','Hate Symbols','Hate Symbols',2,NULL,'Hate',NULL,NULL);
CREATE TABLE IF NOT EXISTS "policy_label" (
    "policy_id" INTEGER NOT NULL,
    "label_id" INTEGER NOT NULL,
    "policy_category_id" INTEGER NOT NULL,
    "weight" REAL NOT NULL,
    "min_score" REAL NOT NULL,
    CONSTRAINT "pk_policy_label" PRIMARY KEY ("policy_id", "label_id", "policy_category_id"),
    CONSTRAINT "fk_policy_label_label_label_id" FOREIGN KEY ("label_id") REFERENCES "label" ("label_id") ON DELETE CASCADE,
    CONSTRAINT "fk_policy_label_policy_category_policy_category_id" FOREIGN KEY ("policy_category_id") REFERENCES "policy_category" ("policy_category_id") ON DELETE CASCADE,
    CONSTRAINT "fk_policy_label_policy_policy_id" FOREIGN KEY ("policy_id") REFERENCES "policy" ("policy_id") ON DELETE CASCADE
);
INSERT INTO policy_label VALUES(1,7,48,1.0,0.0);
CREATE TABLE IF NOT EXISTS "policy_rule" (
    "policy_id" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "policy_category_id" INTEGER NOT NULL,
    "label_pattern" TEXT NOT NULL,
    "model_pattern" TEXT NOT NULL,
    "task" TEXT NULL,
    "weight" REAL NOT NULL,
    "min_score" REAL NOT NULL,
    CONSTRAINT "pk_policy_rule" PRIMARY KEY ("policy_id", "ordinal"),
    CONSTRAINT "fk_policy_rule_policy_category_policy_category_id" FOREIGN KEY ("policy_category_id") REFERENCES "policy_category" ("policy_category_id") ON DELETE CASCADE,
    CONSTRAINT "fk_policy_rule_policy_policy_id" FOREIGN KEY ("policy_id") REFERENCES "policy" ("policy_id") ON DELETE CASCADE
);
INSERT INTO policy_rule VALUES(1,1,48,'green','%',NULL,1.0,0.0);
CREATE TABLE IF NOT EXISTS "verdict" (
    "image_id" INTEGER NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "decision" TEXT NOT NULL,
    "policy_category_id" INTEGER NULL,
    "score" REAL NULL,
    "label_id" INTEGER NULL,
    "failure" TEXT NULL,
    "blocklist_id" INTEGER NULL,
    "distance" INTEGER NULL,
    "decided_at" TEXT NOT NULL,
    CONSTRAINT "pk_verdict" PRIMARY KEY ("image_id", "policy_id"),
    CONSTRAINT "ck_verdict_decision" CHECK (decision IN ('allow', 'review', 'block')),
    CONSTRAINT "fk_verdict_blocklist_blocklist_id" FOREIGN KEY ("blocklist_id") REFERENCES "blocklist" ("blocklist_id") ON DELETE RESTRICT,
    CONSTRAINT "fk_verdict_image_image_id" FOREIGN KEY ("image_id") REFERENCES "image" ("image_id") ON DELETE CASCADE,
    CONSTRAINT "fk_verdict_label_label_id" FOREIGN KEY ("label_id") REFERENCES "label" ("label_id") ON DELETE RESTRICT,
    CONSTRAINT "fk_verdict_policy_category_policy_category_id" FOREIGN KEY ("policy_category_id") REFERENCES "policy_category" ("policy_category_id") ON DELETE RESTRICT,
    CONSTRAINT "fk_verdict_policy_policy_id" FOREIGN KEY ("policy_id") REFERENCES "policy" ("policy_id") ON DELETE RESTRICT
);
INSERT INTO verdict VALUES(1,1,'review',NULL,NULL,NULL,'Corrupt',NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(2,1,'block',48,0.92230665999999994486,7,NULL,NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(3,1,'allow',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(4,1,'review',NULL,NULL,NULL,'Unsupported',NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(5,1,'allow',48,0.16062206000000001093,7,NULL,NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(6,1,'allow',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(7,1,'allow',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-23T20:39:42.258Z');
INSERT INTO verdict VALUES(8,1,'block',NULL,NULL,NULL,NULL,1,0,'2026-11-23T20:39:43.166Z');
INSERT INTO verdict VALUES(9,1,'allow',48,0.08059896499999999464,7,NULL,NULL,NULL,'2026-11-23T20:39:46.017Z');
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('verdict','ix_verdict_not_allowed','3 3 2 1');
INSERT INTO sqlite_stat1 VALUES('verdict','ix_verdict_blocklist_id','0 0');
INSERT INTO sqlite_stat1 VALUES('verdict','sqlite_autoindex_verdict_1','8 1 1');
INSERT INTO sqlite_stat1 VALUES('policy_label','sqlite_autoindex_policy_label_1','1 1 1 1');
INSERT INTO sqlite_stat1 VALUES('policy','ix_policy_name_version','1 1 1');
INSERT INTO sqlite_stat1 VALUES('policy','ix_policy_active','1 1');
INSERT INTO sqlite_stat1 VALUES('prediction','ix_prediction_label_id_score','21 2 1');
INSERT INTO sqlite_stat1 VALUES('prediction','sqlite_autoindex_prediction_1','21 4 4 1');
INSERT INTO sqlite_stat1 VALUES('chunk','ix_chunk_unfinished','0 0 0 0');
INSERT INTO sqlite_stat1 VALUES('chunk','ix_chunk_chunk_id','1 1');
INSERT INTO sqlite_stat1 VALUES('chunk','sqlite_autoindex_chunk_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('job','ix_job_unfinished','0 0 0');
INSERT INTO sqlite_stat1 VALUES('job','ix_job_source_id_request_key','1 1 1');
INSERT INTO sqlite_stat1 VALUES('job','ix_job_schedule_id_slot','1 1 1');
INSERT INTO sqlite_stat1 VALUES('job','sqlite_autoindex_job_1','1 1');
INSERT INTO sqlite_stat1 VALUES('image','ix_image_source_id_key_etag','8 8 1 1');
INSERT INTO sqlite_stat1 VALUES('label','ix_label_name','11 1');
INSERT INTO sqlite_stat1 VALUES('label','ix_label_model_id_class_index','11 11 1');
INSERT INTO sqlite_stat1 VALUES('job_model','sqlite_autoindex_job_model_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('source','ix_source_uri','1 1');
INSERT INTO sqlite_stat1 VALUES('recognition','ix_recognition_failed','2 2 1');
INSERT INTO sqlite_stat1 VALUES('recognition','sqlite_autoindex_recognition_1','8 1 1');
INSERT INTO sqlite_stat1 VALUES('policy_rule','sqlite_autoindex_policy_rule_1','1 1 1');
INSERT INTO sqlite_stat1 VALUES('policy_category','ix_policy_category_policy_id_name','52 52 1');
INSERT INTO sqlite_stat1 VALUES('model','ix_model_fingerprint','1 1');
INSERT INTO sqlite_stat1 VALUES('__EFMigrationsHistory','sqlite_autoindex___EFMigrationsHistory_1','2 1');
INSERT INTO sqlite_stat1 VALUES('blocklist','ix_blocklist_hash','1 1');
INSERT INTO sqlite_stat1 VALUES('blocklist_band','sqlite_autoindex_blocklist_band_1','8 1 1 1');
INSERT INTO sqlite_stat1 VALUES('api_key','ix_api_key_sha256','1 1');
INSERT INTO sqlite_stat1 VALUES('api_key','ix_api_key_name','1 1');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('policy',1);
INSERT INTO sqlite_sequence VALUES('policy_category',52);
INSERT INTO sqlite_sequence VALUES('model',4);
INSERT INTO sqlite_sequence VALUES('label',38);
INSERT INTO sqlite_sequence VALUES('source',1);
INSERT INTO sqlite_sequence VALUES('image',9);
INSERT INTO sqlite_sequence VALUES('blocklist',1);
INSERT INTO sqlite_sequence VALUES('api_key',1);
CREATE UNIQUE INDEX "ix_api_key_name" ON "api_key" ("name");
CREATE UNIQUE INDEX "ix_api_key_sha256" ON "api_key" ("sha256");
CREATE UNIQUE INDEX "ix_chunk_chunk_id" ON "chunk" ("chunk_id");
CREATE INDEX "ix_chunk_unfinished" ON "chunk" ("job_id", "status", "ordinal") WHERE status <> 'done';
CREATE UNIQUE INDEX "ix_image_source_id_key_etag" ON "image" ("source_id", "key", "etag");
CREATE UNIQUE INDEX "ix_job_schedule_id_slot" ON "job" ("schedule_id", "slot");
CREATE INDEX "ix_job_source_id_request_key" ON "job" ("source_id", "request_key");
CREATE INDEX "ix_job_unfinished" ON "job" ("lane", "created_at") WHERE status IN ('planning', 'running');
CREATE UNIQUE INDEX "ix_label_model_id_class_index" ON "label" ("model_id", "class_index");
CREATE INDEX "ix_label_name" ON "label" ("name");
CREATE UNIQUE INDEX "ix_model_fingerprint" ON "model" ("fingerprint");
CREATE INDEX "ix_prediction_label_id_score" ON "prediction" ("label_id", "score");
CREATE INDEX "ix_recognition_failed" ON "recognition" ("job_id", "image_id") WHERE status <> 'Recognized';
CREATE UNIQUE INDEX "ix_schedule_name" ON "schedule" ("name");
CREATE UNIQUE INDEX "ix_source_uri" ON "source" ("uri");
CREATE VIEW bi_image_labels AS
SELECT s.uri AS source, i.key AS key, m.name AS model, m.version AS model_version, p.rank AS rank, l.name AS label,
       p.score AS score, p.x AS x, p.y AS y, p.width AS width, p.height AS height
FROM image i
JOIN source s ON s.source_id = i.source_id
JOIN prediction p ON p.image_id = i.image_id
JOIN label l ON l.label_id = p.label_id
JOIN model m ON m.model_id = p.model_id
WHERE i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key);
CREATE VIEW bi_failures AS
SELECT DISTINCT s.uri AS source, i.key AS key, r.status AS status, r.reason AS reason
FROM image i
JOIN source s ON s.source_id = i.source_id
JOIN recognition r ON r.image_id = i.image_id
WHERE r.status <> 'Recognized' AND i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key);
CREATE VIEW bi_job_progress AS
SELECT t.job_id, t.source, t.status, t.listed, t.skipped, t.recognized, t.failed,
       t.listed - t.skipped - t.recognized - t.failed AS pending,
       t.started_at, t.finished_at, t.ignored, t.listing_done, t.image_limit, t.chunks, t.chunks_done,
       t.lane, t.mode, t.paused, t.error, t.images_per_second, t.requested_by, t.stream
FROM (
    SELECT j.job_id, s.uri AS source, j.status, j.listed, j.skipped, j.ignored, j.listing_done, j.image_limit,
           j.created_at AS started_at, j.finished_at, j.lane, j.mode, j.paused, j.error, j.images_per_second, j.requested_by, j.stream,
           COALESCE((SELECT sum(c.recognized) FROM chunk c WHERE c.job_id = j.job_id), 0) AS recognized,
           COALESCE((SELECT sum(c.failed) FROM chunk c WHERE c.job_id = j.job_id), 0) AS failed,
           (SELECT count(*) FROM chunk c WHERE c.job_id = j.job_id AND c.status <> 'split') AS chunks,
           (SELECT count(*) FROM chunk c WHERE c.job_id = j.job_id AND c.status = 'done') AS chunks_done
    FROM job j
    JOIN source s ON s.source_id = j.source_id
) t;
CREATE VIEW bi_label_counts AS
SELECT m.name AS model, m.version AS model_version, l.name AS label, count(DISTINCT p.image_id) AS images,
       avg(p.score) AS mean_score, max(p.score) AS max_score, count(*) AS predictions
FROM prediction p
JOIN image i ON i.image_id = p.image_id
JOIN label l ON l.label_id = p.label_id
JOIN model m ON m.model_id = p.model_id
WHERE i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key)
GROUP BY m.model_id, m.name, m.version, l.name;
CREATE UNIQUE INDEX "ix_blocklist_hash" ON "blocklist" ("hash");
CREATE UNIQUE INDEX "ix_policy_active" ON "policy" ("active") WHERE active;
CREATE UNIQUE INDEX "ix_policy_name_version" ON "policy" ("name", "version");
CREATE UNIQUE INDEX "ix_policy_category_policy_id_name" ON "policy_category" ("policy_id", "name");
CREATE INDEX "ix_verdict_blocklist_id" ON "verdict" ("blocklist_id") WHERE blocklist_id IS NOT NULL;
CREATE INDEX "ix_verdict_not_allowed" ON "verdict" ("policy_id", "decision", "image_id") WHERE decision <> 'allow';
CREATE VIEW bi_moderation_scores AS
SELECT s.uri AS source, i.key AS key, c.name AS category, c.parent_name AS parent_category, c.top_name AS top_category, c.level AS level,
       max(p.score * w.weight) AS score, count(*) AS predictions, m.name AS model, m.version AS model_version, l.name AS label,
       c.safe_search AS safe_search, c.azure AS azure, y.name AS policy, y.version AS policy_version
FROM image i
JOIN source s ON s.source_id = i.source_id
JOIN prediction p ON p.image_id = i.image_id
JOIN policy_label w ON w.label_id = p.label_id AND p.score >= w.min_score
JOIN policy y ON y.policy_id = w.policy_id AND y.active
JOIN policy_category c ON c.policy_category_id = w.policy_category_id
JOIN label l ON l.label_id = p.label_id
JOIN model m ON m.model_id = p.model_id
WHERE i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key)
GROUP BY s.uri, i.key, c.name, c.parent_name, c.top_name, c.level, m.name, m.version, l.name, c.safe_search, c.azure, y.name, y.version;
CREATE VIEW bi_verdicts AS
SELECT s.uri AS source, i.key AS key, y.name AS policy, y.version AS policy_version, v.decision AS decision,
       c.name AS category, c.top_name AS top_category, v.score AS score,
       CASE WHEN b.blocklist_id IS NOT NULL THEN 'blocklist: ' || b.reason
            WHEN v.failure IS NOT NULL THEN 'not recognized: ' || v.failure
            WHEN l.label_id IS NOT NULL THEN m.name || ': ' || l.name
            ELSE 'no label of a rule' END AS because,
       m.name AS model, m.version AS model_version, l.name AS label, v.distance AS distance, v.decided_at AS decided_at
FROM verdict v
JOIN policy y ON y.policy_id = v.policy_id AND y.active
JOIN image i ON i.image_id = v.image_id
JOIN source s ON s.source_id = i.source_id
LEFT JOIN policy_category c ON c.policy_category_id = v.policy_category_id
LEFT JOIN label l ON l.label_id = v.label_id
LEFT JOIN model m ON m.model_id = l.model_id
LEFT JOIN blocklist b ON b.blocklist_id = v.blocklist_id
WHERE i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key);
COMMIT;
