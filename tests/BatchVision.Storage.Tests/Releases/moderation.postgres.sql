SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA bi;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.image (
    image_id bigint NOT NULL,
    source_id integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    etag text NOT NULL COLLATE pg_catalog."C",
    bytes bigint,
    width integer,
    height integer,
    format text COLLATE pg_catalog."C",
    sha256 text COLLATE pg_catalog."C",
    perceptual_hash bigint,
    captured_at timestamp with time zone,
    latitude double precision,
    longitude double precision,
    first_seen_at timestamp with time zone NOT NULL
);
CREATE TABLE public.recognition (
    image_id bigint NOT NULL,
    model_id integer NOT NULL,
    job_id uuid NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    reason text COLLATE pg_catalog."C",
    prediction_count integer NOT NULL,
    recognized_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_recognition_failure CHECK (((status = 'Recognized'::text) OR (prediction_count = 0)))
);
CREATE TABLE public.source (
    source_id integer NOT NULL,
    uri text NOT NULL COLLATE pg_catalog."C"
);
CREATE VIEW bi.failures AS
 SELECT DISTINCT s.uri AS source,
    i.key,
    r.status,
    r.reason
   FROM ((public.image i
     JOIN public.source s ON ((s.source_id = i.source_id)))
     JOIN public.recognition r ON ((r.image_id = i.image_id)))
  WHERE ((r.status <> 'Recognized'::text) AND (i.image_id = ( SELECT max(n.image_id) AS max
           FROM public.image n
          WHERE ((n.source_id = i.source_id) AND (n.key = i.key)))));
CREATE TABLE public.label (
    label_id integer NOT NULL,
    model_id integer NOT NULL,
    class_index integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.model (
    model_id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL COLLATE pg_catalog."C",
    task text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL COLLATE pg_catalog."C",
    offered_at timestamp with time zone
);
CREATE TABLE public.prediction (
    image_id bigint NOT NULL,
    model_id integer NOT NULL,
    rank integer NOT NULL,
    label_id integer NOT NULL,
    score real NOT NULL,
    x real,
    y real,
    width real,
    height real,
    CONSTRAINT ck_prediction_rank CHECK ((rank >= 1))
);
CREATE VIEW bi.image_labels AS
 SELECT s.uri AS source,
    i.key,
    m.name AS model,
    m.version AS model_version,
    p.rank,
    l.name AS label,
    p.score,
    p.x,
    p.y,
    p.width,
    p.height
   FROM ((((public.image i
     JOIN public.source s ON ((s.source_id = i.source_id)))
     JOIN public.prediction p ON ((p.image_id = i.image_id)))
     JOIN public.label l ON ((l.label_id = p.label_id)))
     JOIN public.model m ON ((m.model_id = p.model_id)))
  WHERE (i.image_id = ( SELECT max(n.image_id) AS max
           FROM public.image n
          WHERE ((n.source_id = i.source_id) AND (n.key = i.key))));
CREATE TABLE public.chunk (
    job_id uuid NOT NULL,
    ordinal integer NOT NULL,
    chunk_id uuid NOT NULL,
    source_id integer NOT NULL,
    lane text NOT NULL COLLATE pg_catalog."C",
    models text NOT NULL COLLATE pg_catalog."C",
    refs text COLLATE pg_catalog."C",
    image_count integer NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    attempts integer NOT NULL,
    error text COLLATE pg_catalog."C",
    sent_at timestamp with time zone,
    done_at timestamp with time zone,
    recognized integer NOT NULL,
    failed integer NOT NULL,
    CONSTRAINT ck_chunk_balance CHECK (((status <> 'done'::text) OR ((recognized + failed) = image_count))),
    CONSTRAINT ck_chunk_lane CHECK ((lane = ANY (ARRAY['live'::text, 'backfill'::text, 'quarantine'::text]))),
    CONSTRAINT ck_chunk_status CHECK ((status = ANY (ARRAY['pending'::text, 'sent'::text, 'done'::text, 'split'::text, 'cancelled'::text])))
);
CREATE TABLE public.job (
    job_id uuid NOT NULL,
    source_id integer NOT NULL,
    request_key text NOT NULL COLLATE pg_catalog."C",
    lane text NOT NULL COLLATE pg_catalog."C",
    mode text NOT NULL COLLATE pg_catalog."C",
    stream boolean NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    paused boolean NOT NULL,
    error text COLLATE pg_catalog."C",
    image_limit bigint,
    images_per_second double precision,
    requested_by text COLLATE pg_catalog."C",
    schedule_id integer,
    slot timestamp with time zone,
    lease_owner text COLLATE pg_catalog."C",
    leased_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    checkpoint text COLLATE pg_catalog."C",
    listing_done boolean NOT NULL,
    listed bigint NOT NULL,
    ignored bigint NOT NULL,
    skipped bigint NOT NULL,
    recognized bigint NOT NULL,
    failed bigint NOT NULL,
    CONSTRAINT ck_job_balance CHECK (((status <> 'done'::text) OR (listing_done AND (listed = ((recognized + failed) + skipped))))),
    CONSTRAINT ck_job_lane CHECK ((lane = ANY (ARRAY['live'::text, 'backfill'::text]))),
    CONSTRAINT ck_job_mode CHECK ((mode = ANY (ARRAY['missing'::text, 'all'::text]))),
    CONSTRAINT ck_job_status CHECK ((status = ANY (ARRAY['planning'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);
CREATE VIEW bi.job_progress AS
 SELECT t.job_id,
    t.source,
    t.status,
    t.listed,
    t.skipped,
    t.recognized,
    t.failed,
    (((t.listed - t.skipped) - t.recognized) - t.failed) AS pending,
    t.started_at,
    t.finished_at,
    t.ignored,
    t.listing_done,
    t.image_limit,
    t.chunks,
    t.chunks_done,
    t.lane,
    t.mode,
    t.paused,
    t.error,
    t.images_per_second,
    t.requested_by,
    t.stream
   FROM ( SELECT j.job_id,
            s.uri AS source,
            j.status,
            j.listed,
            j.skipped,
            j.ignored,
            j.listing_done,
            j.image_limit,
            j.created_at AS started_at,
            j.finished_at,
            j.lane,
            j.mode,
            j.paused,
            j.error,
            j.images_per_second,
            j.requested_by,
            j.stream,
            COALESCE(( SELECT sum(c.recognized) AS sum
                   FROM public.chunk c
                  WHERE (c.job_id = j.job_id)), (0)::bigint) AS recognized,
            COALESCE(( SELECT sum(c.failed) AS sum
                   FROM public.chunk c
                  WHERE (c.job_id = j.job_id)), (0)::bigint) AS failed,
            ( SELECT count(*) AS count
                   FROM public.chunk c
                  WHERE ((c.job_id = j.job_id) AND (c.status <> 'split'::text))) AS chunks,
            ( SELECT count(*) AS count
                   FROM public.chunk c
                  WHERE ((c.job_id = j.job_id) AND (c.status = 'done'::text))) AS chunks_done
           FROM (public.job j
             JOIN public.source s ON ((s.source_id = j.source_id)))) t;
CREATE VIEW bi.label_counts AS
 SELECT m.name AS model,
    m.version AS model_version,
    l.name AS label,
    count(DISTINCT p.image_id) AS images,
    avg(p.score) AS mean_score,
    max(p.score) AS max_score,
    count(*) AS predictions
   FROM (((public.prediction p
     JOIN public.image i ON ((i.image_id = p.image_id)))
     JOIN public.label l ON ((l.label_id = p.label_id)))
     JOIN public.model m ON ((m.model_id = p.model_id)))
  WHERE (i.image_id = ( SELECT max(n.image_id) AS max
           FROM public.image n
          WHERE ((n.source_id = i.source_id) AND (n.key = i.key))))
  GROUP BY m.model_id, m.name, m.version, l.name;
CREATE TABLE public.policy (
    policy_id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    version text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    document text NOT NULL COLLATE pg_catalog."C",
    blocklist_distance integer NOT NULL,
    active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    activated_at timestamp with time zone NOT NULL,
    history_decided_at timestamp with time zone
);
CREATE TABLE public.policy_category (
    policy_category_id integer NOT NULL,
    policy_id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    parent_name text COLLATE pg_catalog."C",
    top_name text NOT NULL COLLATE pg_catalog."C",
    level integer NOT NULL,
    safe_search text COLLATE pg_catalog."C",
    azure text COLLATE pg_catalog."C",
    review real,
    block real
);
CREATE TABLE public.policy_label (
    policy_id integer NOT NULL,
    label_id integer NOT NULL,
    policy_category_id integer NOT NULL,
    weight real NOT NULL,
    min_score real NOT NULL
);
CREATE VIEW bi.moderation_scores AS
 SELECT s.uri AS source,
    i.key,
    c.name AS category,
    c.parent_name AS parent_category,
    c.top_name AS top_category,
    c.level,
    max((p.score * w.weight)) AS score,
    count(*) AS predictions,
    m.name AS model,
    m.version AS model_version,
    l.name AS label,
    c.safe_search,
    c.azure,
    y.name AS policy,
    y.version AS policy_version
   FROM (((((((public.image i
     JOIN public.source s ON ((s.source_id = i.source_id)))
     JOIN public.prediction p ON ((p.image_id = i.image_id)))
     JOIN public.policy_label w ON (((w.label_id = p.label_id) AND (p.score >= w.min_score))))
     JOIN public.policy y ON (((y.policy_id = w.policy_id) AND y.active)))
     JOIN public.policy_category c ON ((c.policy_category_id = w.policy_category_id)))
     JOIN public.label l ON ((l.label_id = p.label_id)))
     JOIN public.model m ON ((m.model_id = p.model_id)))
  WHERE (i.image_id = ( SELECT max(n.image_id) AS max
           FROM public.image n
          WHERE ((n.source_id = i.source_id) AND (n.key = i.key))))
  GROUP BY s.uri, i.key, c.name, c.parent_name, c.top_name, c.level, m.name, m.version, l.name, c.safe_search, c.azure, y.name, y.version;
CREATE TABLE public.blocklist (
    blocklist_id integer NOT NULL,
    hash bigint NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C",
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);
CREATE TABLE public.verdict (
    image_id bigint NOT NULL,
    policy_id integer NOT NULL,
    decision text NOT NULL COLLATE pg_catalog."C",
    policy_category_id integer,
    score real,
    label_id integer,
    failure text COLLATE pg_catalog."C",
    blocklist_id integer,
    distance integer,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_verdict_decision CHECK ((decision = ANY (ARRAY['allow'::text, 'review'::text, 'block'::text])))
);
CREATE VIEW bi.verdicts AS
 SELECT s.uri AS source,
    i.key,
    y.name AS policy,
    y.version AS policy_version,
    v.decision,
    c.name AS category,
    c.top_name AS top_category,
    v.score,
        CASE
            WHEN (b.blocklist_id IS NOT NULL) THEN ('blocklist: '::text || b.reason)
            WHEN (v.failure IS NOT NULL) THEN ('not recognized: '::text || v.failure)
            WHEN (l.label_id IS NOT NULL) THEN ((m.name || ': '::text) || l.name)
            ELSE 'no label of a rule'::text
        END AS because,
    m.name AS model,
    m.version AS model_version,
    l.name AS label,
    v.distance,
    v.decided_at
   FROM (((((((public.verdict v
     JOIN public.policy y ON (((y.policy_id = v.policy_id) AND y.active)))
     JOIN public.image i ON ((i.image_id = v.image_id)))
     JOIN public.source s ON ((s.source_id = i.source_id)))
     LEFT JOIN public.policy_category c ON ((c.policy_category_id = v.policy_category_id)))
     LEFT JOIN public.label l ON ((l.label_id = v.label_id)))
     LEFT JOIN public.model m ON ((m.model_id = l.model_id)))
     LEFT JOIN public.blocklist b ON ((b.blocklist_id = v.blocklist_id)))
  WHERE (i.image_id = ( SELECT max(n.image_id) AS max
           FROM public.image n
          WHERE ((n.source_id = i.source_id) AND (n.key = i.key))));
CREATE TABLE public."__EFMigrationsHistory" (
    migration_id character varying(150) NOT NULL,
    product_version character varying(32) NOT NULL
);
CREATE TABLE public.api_key (
    api_key_id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    scopes text NOT NULL COLLATE pg_catalog."C",
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone
);
ALTER TABLE public.api_key ALTER COLUMN api_key_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_key_api_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.blocklist_band (
    band integer NOT NULL,
    value integer NOT NULL,
    blocklist_id integer NOT NULL
);
ALTER TABLE public.blocklist ALTER COLUMN blocklist_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.blocklist_blocklist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.image ALTER COLUMN image_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.image_image_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.job_model (
    job_id uuid NOT NULL,
    model_id integer NOT NULL
);
ALTER TABLE public.label ALTER COLUMN label_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.label_label_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.model ALTER COLUMN model_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.model_model_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.object_event (
    source_id integer NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    sequencer text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE public.policy_category ALTER COLUMN policy_category_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_category_policy_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.policy ALTER COLUMN policy_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policy_rule (
    policy_id integer NOT NULL,
    ordinal integer NOT NULL,
    policy_category_id integer NOT NULL,
    label_pattern text NOT NULL COLLATE pg_catalog."C",
    model_pattern text NOT NULL COLLATE pg_catalog."C",
    task text COLLATE pg_catalog."C",
    weight real NOT NULL,
    min_score real NOT NULL
);
CREATE TABLE public.schedule (
    schedule_id integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    cron text NOT NULL COLLATE pg_catalog."C",
    time_zone text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    models text NOT NULL COLLATE pg_catalog."C",
    lane text NOT NULL COLLATE pg_catalog."C",
    mode text NOT NULL COLLATE pg_catalog."C",
    image_limit bigint,
    images_per_second double precision,
    paused boolean NOT NULL,
    error text COLLATE pg_catalog."C",
    next_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_schedule_lane CHECK ((lane = ANY (ARRAY['live'::text, 'backfill'::text]))),
    CONSTRAINT ck_schedule_mode CHECK ((mode = ANY (ARRAY['missing'::text, 'all'::text])))
);
ALTER TABLE public.schedule ALTER COLUMN schedule_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.schedule_schedule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.source ALTER COLUMN source_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.source_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public."__EFMigrationsHistory" VALUES ('20261123135535_Initial', '10.0.14');
INSERT INTO public."__EFMigrationsHistory" VALUES ('20261123172457_Moderation', '10.0.14');
INSERT INTO public.api_key VALUES (1, 'analyst', 'd2d111129870d3c727e0f96c163f374e8f661b4d147b947064bae027c518fa5d', 'jobs:read', '2026-11-23 20:39:53.941327+00', NULL, NULL, NULL);
INSERT INTO public.blocklist VALUES (1, 3841203031353085265, 'seen before', '2026-11-23 20:39:53.07593+00', NULL);
INSERT INTO public.blocklist_band VALUES (0, 81, 1);
INSERT INTO public.blocklist_band VALUES (1, 77, 1);
INSERT INTO public.blocklist_band VALUES (2, 244, 1);
INSERT INTO public.blocklist_band VALUES (3, 49, 1);
INSERT INTO public.blocklist_band VALUES (4, 206, 1);
INSERT INTO public.blocklist_band VALUES (5, 177, 1);
INSERT INTO public.blocklist_band VALUES (6, 78, 1);
INSERT INTO public.blocklist_band VALUES (7, 53, 1);
INSERT INTO public.chunk VALUES ('01a20a22-eba0-7471-b16e-6e12d21eac8c', 0, 'b0c6c598-1068-82c9-b225-b4678909fc3b', 1, 'backfill', '["4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b"]', NULL, 8, 'done', 0, NULL, '2026-11-23 20:39:51.269784+00', '2026-11-23 20:39:52.012772+00', 6, 2);
INSERT INTO public.chunk VALUES ('01a20a22-fddb-7c2a-b1dd-514f9d9d1a26', 0, '3c37b188-a50d-866a-9528-c18483e1a0b2', 1, 'backfill', '["4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b"]', NULL, 1, 'done', 0, NULL, '2026-11-23 20:39:55.910637+00', '2026-11-23 20:39:56.477839+00', 1, 0);
INSERT INTO public.image VALUES (1, 1, 'cut.jpg', '384-8df49a1b5e06b21', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (2, 1, 'forest-path.jpg', '60e1-8df49a1b5dfd6a5', 24801, 480, 640, 'jpeg', '1d03cd2c70d6f57ce7e4b3e349247141c297f59609747b539f6311b360a0d15d', -7437222873385258311, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (3, 1, 'night-city.png', '4aff-8df49a1b5dfd7bf', 19199, 640, 400, 'png', '386362bf43e9b456730d1036828e373d0b77358d2c40847850e3c225c3c82a51', -3291469067966435923, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (4, 1, 'not-an-image.jpg', '6-8df49a1b5e06b21', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (5, 1, 'red-car.jpg', '3dae-8df49a1e95adacc', 15790, 600, 400, 'jpeg', '55de4f8e2b77b83e045f480ce1836b6e985743bc517e95c115504a0b852778c1', 5052749918051650469, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (6, 1, 'rocket.webp', '1e28-8df49a1b5dfd970', 7720, 420, 600, 'webp', '926e6733696cada9bd4f37d56197e876fca62541bf629f31a558ecb63dbb4f1b', -7461510428140614087, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (7, 1, 'sunset-sea.jpg', '671d-8df49a1b5dfda43', 26397, 640, 480, 'jpeg', 'ce10c305488a84a6d4b89ee8266eeaa42fbb84d8e0830ee9c4028e93d09c1b4a', -1137686944422123575, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (8, 1, 'watermark.jpg', '2c06-8df49a1b5dfd8ad', 11270, 480, 600, 'jpeg', 'b0368d14bd79726a16177a865cc68a6f3b8ece159343e814335c9ffdc4c013f9', 3841203031353085265, NULL, NULL, NULL, '2026-11-23 20:39:51.910569+00');
INSERT INTO public.image VALUES (9, 1, 'red-car.jpg', '39fb-8df49a1ecf665ac', 14843, 640, 420, 'jpeg', 'f60f508b6134ee5bddf81ea33c3ba71b0617525121ee34743b553b8bb5ea9e5b', 6642146797368176095, NULL, NULL, NULL, '2026-11-23 20:39:56.424063+00');
INSERT INTO public.job VALUES ('01a20a22-eba0-7471-b16e-6e12d21eac8c', 1, 'dc67f7f9ab9c872a2c74249deb9e8e656afdc50b3878e60880daf91ecb996266', 'backfill', 'missing', false, 'done', false, NULL, NULL, NULL, NULL, NULL, NULL, 'bv run', '9999-01-01 00:00:00+00', '2026-11-23 20:39:50.432226+00', '2026-11-23 20:39:52.066457+00', 'watermark.jpg', true, 8, 0, 0, 6, 2);
INSERT INTO public.job VALUES ('01a20a22-fddb-7c2a-b1dd-514f9d9d1a26', 1, 'dc67f7f9ab9c872a2c74249deb9e8e656afdc50b3878e60880daf91ecb996266', 'backfill', 'missing', false, 'done', false, NULL, NULL, NULL, NULL, NULL, NULL, 'bv run', '9999-01-01 00:00:00+00', '2026-11-23 20:39:55.099418+00', '2026-11-23 20:39:56.486385+00', 'watermark.jpg', true, 8, 0, 7, 1, 0);
INSERT INTO public.job_model VALUES ('01a20a22-eba0-7471-b16e-6e12d21eac8c', 1);
INSERT INTO public.job_model VALUES ('01a20a22-fddb-7c2a-b1dd-514f9d9d1a26', 1);
INSERT INTO public.label VALUES (1, 1, 0, 'black');
INSERT INTO public.label VALUES (2, 1, 1, 'white');
INSERT INTO public.label VALUES (3, 1, 2, 'gray');
INSERT INTO public.label VALUES (4, 1, 3, 'red');
INSERT INTO public.label VALUES (5, 1, 4, 'orange');
INSERT INTO public.label VALUES (6, 1, 5, 'yellow');
INSERT INTO public.label VALUES (7, 1, 6, 'green');
INSERT INTO public.label VALUES (8, 1, 7, 'blue');
INSERT INTO public.label VALUES (9, 1, 8, 'purple');
INSERT INTO public.label VALUES (10, 1, 9, 'pink');
INSERT INTO public.label VALUES (11, 1, 10, 'brown');
INSERT INTO public.model VALUES (1, 'colors', '1', 'classification', '4bffa30267db1f35ff7a4843f57e01e5414ef7bcd9a2f8c44b6b60b59b4daa4b', NULL);
INSERT INTO public.policy VALUES (1, 'greens', '2', '473c116964f10c596c3d1c0184a1af2f1e5af8436dbc52079ec8fe1da6601f9a', 'name: greens
version: "2"
rules:
  - {labels: [green], category: Gambling}
thresholds:
  Gambling: {review: 0.3, block: 0.6}
blocklist: {distance: 4}
', 4, true, '2026-11-23 20:39:49.011144+00', '2026-11-23 20:39:49.117535+00', '2026-11-23 20:39:49.164924+00');
INSERT INTO public.policy_category VALUES (1, 1, 'Explicit', NULL, 'Explicit', 1, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (2, 1, 'Explicit Nudity', 'Explicit', 'Explicit', 2, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (3, 1, 'Exposed Male Genitalia', 'Explicit Nudity', 'Explicit', 3, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (4, 1, 'Exposed Female Genitalia', 'Explicit Nudity', 'Explicit', 3, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (5, 1, 'Exposed Buttocks or Anus', 'Explicit Nudity', 'Explicit', 3, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (6, 1, 'Exposed Female Nipple', 'Explicit Nudity', 'Explicit', 3, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (7, 1, 'Explicit Sexual Activity', 'Explicit', 'Explicit', 2, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (8, 1, 'Sex Toys', 'Explicit', 'Explicit', 2, 'adult', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (9, 1, 'Non-Explicit Nudity of Intimate parts and Kissing', NULL, 'Non-Explicit Nudity of Intimate parts and Kissing', 1, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (10, 1, 'Non-Explicit Nudity', 'Non-Explicit Nudity of Intimate parts and Kissing', 'Non-Explicit Nudity of Intimate parts and Kissing', 2, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (11, 1, 'Bare Back', 'Non-Explicit Nudity', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (12, 1, 'Exposed Male Nipple', 'Non-Explicit Nudity', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (13, 1, 'Partially Exposed Buttocks', 'Non-Explicit Nudity', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (14, 1, 'Partially Exposed Female Breast', 'Non-Explicit Nudity', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (15, 1, 'Implied Nudity', 'Non-Explicit Nudity', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (16, 1, 'Obstructed Intimate Parts', 'Non-Explicit Nudity of Intimate parts and Kissing', 'Non-Explicit Nudity of Intimate parts and Kissing', 2, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (17, 1, 'Obstructed Female Nipple', 'Obstructed Intimate Parts', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (18, 1, 'Obstructed Male Genitalia', 'Obstructed Intimate Parts', 'Non-Explicit Nudity of Intimate parts and Kissing', 3, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (19, 1, 'Kissing on the Lips', 'Non-Explicit Nudity of Intimate parts and Kissing', 'Non-Explicit Nudity of Intimate parts and Kissing', 2, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (20, 1, 'Swimwear or Underwear', NULL, 'Swimwear or Underwear', 1, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (21, 1, 'Female Swimwear or Underwear', 'Swimwear or Underwear', 'Swimwear or Underwear', 2, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (22, 1, 'Male Swimwear or Underwear', 'Swimwear or Underwear', 'Swimwear or Underwear', 2, 'racy', 'Sexual', NULL, NULL);
INSERT INTO public.policy_category VALUES (23, 1, 'Violence', NULL, 'Violence', 1, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (24, 1, 'Weapons', 'Violence', 'Violence', 2, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (25, 1, 'Graphic Violence', 'Violence', 'Violence', 2, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (26, 1, 'Weapon Violence', 'Graphic Violence', 'Violence', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (27, 1, 'Physical Violence', 'Graphic Violence', 'Violence', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (28, 1, 'Self-Harm', 'Graphic Violence', 'Violence', 3, 'violence', 'SelfHarm', NULL, NULL);
INSERT INTO public.policy_category VALUES (29, 1, 'Blood & Gore', 'Graphic Violence', 'Violence', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (30, 1, 'Explosions and Blasts', 'Graphic Violence', 'Violence', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (31, 1, 'Visually Disturbing', NULL, 'Visually Disturbing', 1, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (32, 1, 'Death and Emaciation', 'Visually Disturbing', 'Visually Disturbing', 2, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (33, 1, 'Emaciated Bodies', 'Death and Emaciation', 'Visually Disturbing', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (34, 1, 'Corpses', 'Death and Emaciation', 'Visually Disturbing', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (35, 1, 'Crashes', 'Visually Disturbing', 'Visually Disturbing', 2, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (36, 1, 'Air Crash', 'Crashes', 'Visually Disturbing', 3, 'violence', 'Violence', NULL, NULL);
INSERT INTO public.policy_category VALUES (37, 1, 'Drugs & Tobacco', NULL, 'Drugs & Tobacco', 1, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (38, 1, 'Products', 'Drugs & Tobacco', 'Drugs & Tobacco', 2, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (39, 1, 'Pills', 'Products', 'Drugs & Tobacco', 3, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (40, 1, 'Drugs & Tobacco Paraphernalia & Use', 'Drugs & Tobacco', 'Drugs & Tobacco', 2, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (41, 1, 'Smoking', 'Drugs & Tobacco Paraphernalia & Use', 'Drugs & Tobacco', 3, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (42, 1, 'Alcohol', NULL, 'Alcohol', 1, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (43, 1, 'Alcohol Use', 'Alcohol', 'Alcohol', 2, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (44, 1, 'Drinking', 'Alcohol Use', 'Alcohol', 3, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (45, 1, 'Alcoholic Beverages', 'Alcohol', 'Alcohol', 2, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (46, 1, 'Rude Gestures', NULL, 'Rude Gestures', 1, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (47, 1, 'Middle Finger', 'Rude Gestures', 'Rude Gestures', 2, NULL, NULL, NULL, NULL);
INSERT INTO public.policy_category VALUES (48, 1, 'Gambling', NULL, 'Gambling', 1, NULL, NULL, 0.3, 0.6);
INSERT INTO public.policy_category VALUES (49, 1, 'Hate Symbols', NULL, 'Hate Symbols', 1, NULL, 'Hate', NULL, NULL);
INSERT INTO public.policy_category VALUES (50, 1, 'Nazi Party', 'Hate Symbols', 'Hate Symbols', 2, NULL, 'Hate', NULL, NULL);
INSERT INTO public.policy_category VALUES (51, 1, 'White Supremacy', 'Hate Symbols', 'Hate Symbols', 2, NULL, 'Hate', NULL, NULL);
INSERT INTO public.policy_category VALUES (52, 1, 'Extremist', 'Hate Symbols', 'Hate Symbols', 2, NULL, 'Hate', NULL, NULL);
INSERT INTO public.policy_label VALUES (1, 7, 48, 1, 0);
INSERT INTO public.policy_rule VALUES (1, 1, 48, 'green', '%', NULL, 1, 0);
INSERT INTO public.prediction VALUES (2, 1, 1, 7, 0.92230666, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (3, 1, 1, 1, 0.56146556, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (3, 1, 2, 8, 0.33124644, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (3, 1, 3, 3, 0.09125425, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (5, 1, 1, 8, 0.3511713, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (5, 1, 2, 3, 0.20076466, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (5, 1, 3, 7, 0.16062206, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (5, 1, 4, 4, 0.121860854, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (5, 1, 5, 2, 0.08072109, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (6, 1, 1, 8, 0.4379805, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (6, 1, 2, 1, 0.37980437, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (6, 1, 3, 2, 0.064075164, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (6, 1, 4, 3, 0.063520275, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (7, 1, 1, 5, 0.36431238, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (7, 1, 2, 4, 0.2860574, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (7, 1, 3, 9, 0.14420044, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (7, 1, 4, 11, 0.09338075, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (7, 1, 5, 6, 0.085539214, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (8, 1, 1, 10, 0.48730883, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (8, 1, 2, 6, 0.33518457, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (8, 1, 3, 4, 0.09037492, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (9, 1, 1, 3, 0.3447544, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (9, 1, 2, 11, 0.20639916, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (9, 1, 3, 2, 0.14756395, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (9, 1, 4, 8, 0.10497746, NULL, NULL, NULL, NULL);
INSERT INTO public.prediction VALUES (9, 1, 5, 7, 0.080598965, NULL, NULL, NULL, NULL);
INSERT INTO public.recognition VALUES (1, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Corrupt', 'The Jpeg decoder says: VipsJpeg: premature end of JPEG image', 0, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (2, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Recognized', NULL, 1, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (3, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Recognized', NULL, 3, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (4, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Unsupported', 'This is not a picture format that is read here; it looks like text.', 0, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (5, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Recognized', NULL, 5, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (6, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Recognized', NULL, 4, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (7, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Recognized', NULL, 5, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (8, 1, '01a20a22-eba0-7471-b16e-6e12d21eac8c', 'Recognized', NULL, 3, '2026-11-23 20:39:51.967873+00');
INSERT INTO public.recognition VALUES (9, 1, '01a20a22-fddb-7c2a-b1dd-514f9d9d1a26', 'Recognized', NULL, 5, '2026-11-23 20:39:56.449687+00');
INSERT INTO public.source VALUES (1, 'file:///srv/pictures/small/');
INSERT INTO public.verdict VALUES (1, 1, 'review', NULL, NULL, NULL, 'Corrupt', NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (2, 1, 'block', 48, 0.92230666, 7, NULL, NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (3, 1, 'allow', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (4, 1, 'review', NULL, NULL, NULL, 'Unsupported', NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (5, 1, 'allow', 48, 0.16062206, 7, NULL, NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (6, 1, 'allow', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (7, 1, 'allow', NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-23 20:39:52.006118+00');
INSERT INTO public.verdict VALUES (8, 1, 'block', NULL, NULL, NULL, NULL, 1, 0, '2026-11-23 20:39:53.28394+00');
INSERT INTO public.verdict VALUES (9, 1, 'allow', 48, 0.080598965, 7, NULL, NULL, NULL, '2026-11-23 20:39:56.468343+00');
SELECT pg_catalog.setval('public.api_key_api_key_id_seq', 1, true);
SELECT pg_catalog.setval('public.blocklist_blocklist_id_seq', 1, true);
SELECT pg_catalog.setval('public.image_image_id_seq', 9, true);
SELECT pg_catalog.setval('public.label_label_id_seq', 38, true);
SELECT pg_catalog.setval('public.model_model_id_seq', 4, true);
SELECT pg_catalog.setval('public.policy_category_policy_category_id_seq', 52, true);
SELECT pg_catalog.setval('public.policy_policy_id_seq', 1, true);
SELECT pg_catalog.setval('public.schedule_schedule_id_seq', 1, false);
SELECT pg_catalog.setval('public.source_source_id_seq', 1, true);
ALTER TABLE ONLY public."__EFMigrationsHistory"
    ADD CONSTRAINT pk___ef_migrations_history PRIMARY KEY (migration_id);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT pk_api_key PRIMARY KEY (api_key_id);
ALTER TABLE ONLY public.blocklist
    ADD CONSTRAINT pk_blocklist PRIMARY KEY (blocklist_id);
ALTER TABLE ONLY public.blocklist_band
    ADD CONSTRAINT pk_blocklist_band PRIMARY KEY (band, value, blocklist_id);
ALTER TABLE ONLY public.chunk
    ADD CONSTRAINT pk_chunk PRIMARY KEY (job_id, ordinal);
ALTER TABLE ONLY public.image
    ADD CONSTRAINT pk_image PRIMARY KEY (image_id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT pk_job PRIMARY KEY (job_id);
ALTER TABLE ONLY public.job_model
    ADD CONSTRAINT pk_job_model PRIMARY KEY (job_id, model_id);
ALTER TABLE ONLY public.label
    ADD CONSTRAINT pk_label PRIMARY KEY (label_id);
ALTER TABLE ONLY public.model
    ADD CONSTRAINT pk_model PRIMARY KEY (model_id);
ALTER TABLE ONLY public.object_event
    ADD CONSTRAINT pk_object_event PRIMARY KEY (source_id, key);
ALTER TABLE ONLY public.policy
    ADD CONSTRAINT pk_policy PRIMARY KEY (policy_id);
ALTER TABLE ONLY public.policy_category
    ADD CONSTRAINT pk_policy_category PRIMARY KEY (policy_category_id);
ALTER TABLE ONLY public.policy_label
    ADD CONSTRAINT pk_policy_label PRIMARY KEY (policy_id, label_id, policy_category_id);
ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT pk_policy_rule PRIMARY KEY (policy_id, ordinal);
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT pk_prediction PRIMARY KEY (image_id, model_id, rank);
ALTER TABLE ONLY public.recognition
    ADD CONSTRAINT pk_recognition PRIMARY KEY (image_id, model_id);
ALTER TABLE ONLY public.schedule
    ADD CONSTRAINT pk_schedule PRIMARY KEY (schedule_id);
ALTER TABLE ONLY public.source
    ADD CONSTRAINT pk_source PRIMARY KEY (source_id);
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT pk_verdict PRIMARY KEY (image_id, policy_id);
CREATE UNIQUE INDEX ix_api_key_name ON public.api_key USING btree (name);
CREATE UNIQUE INDEX ix_api_key_sha256 ON public.api_key USING btree (sha256);
CREATE UNIQUE INDEX ix_blocklist_hash ON public.blocklist USING btree (hash);
CREATE UNIQUE INDEX ix_chunk_chunk_id ON public.chunk USING btree (chunk_id);
CREATE INDEX ix_chunk_unfinished ON public.chunk USING btree (job_id, status, ordinal) WHERE (status <> 'done'::text);
CREATE UNIQUE INDEX ix_image_source_id_key_etag ON public.image USING btree (source_id, key, etag);
CREATE UNIQUE INDEX ix_job_schedule_id_slot ON public.job USING btree (schedule_id, slot);
CREATE INDEX ix_job_source_id_request_key ON public.job USING btree (source_id, request_key);
CREATE INDEX ix_job_unfinished ON public.job USING btree (lane, created_at) WHERE (status = ANY (ARRAY['planning'::text, 'running'::text]));
CREATE UNIQUE INDEX ix_label_model_id_class_index ON public.label USING btree (model_id, class_index);
CREATE INDEX ix_label_name ON public.label USING btree (name);
CREATE UNIQUE INDEX ix_model_fingerprint ON public.model USING btree (fingerprint);
CREATE UNIQUE INDEX ix_policy_active ON public.policy USING btree (active) WHERE active;
CREATE UNIQUE INDEX ix_policy_category_policy_id_name ON public.policy_category USING btree (policy_id, name);
CREATE UNIQUE INDEX ix_policy_name_version ON public.policy USING btree (name, version);
CREATE INDEX ix_prediction_label_id_score ON public.prediction USING btree (label_id, score);
CREATE INDEX ix_recognition_failed ON public.recognition USING btree (job_id, image_id) WHERE (status <> 'Recognized'::text);
CREATE UNIQUE INDEX ix_schedule_name ON public.schedule USING btree (name);
CREATE UNIQUE INDEX ix_source_uri ON public.source USING btree (uri);
CREATE INDEX ix_verdict_blocklist_id ON public.verdict USING btree (blocklist_id) WHERE (blocklist_id IS NOT NULL);
CREATE INDEX ix_verdict_not_allowed ON public.verdict USING btree (policy_id, decision, image_id) WHERE (decision <> 'allow'::text);
ALTER TABLE ONLY public.blocklist_band
    ADD CONSTRAINT fk_blocklist_band_blocklist_blocklist_id FOREIGN KEY (blocklist_id) REFERENCES public.blocklist(blocklist_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.chunk
    ADD CONSTRAINT fk_chunk_job_job_id FOREIGN KEY (job_id) REFERENCES public.job(job_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.chunk
    ADD CONSTRAINT fk_chunk_source_source_id FOREIGN KEY (source_id) REFERENCES public.source(source_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.image
    ADD CONSTRAINT fk_image_source_source_id FOREIGN KEY (source_id) REFERENCES public.source(source_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.job_model
    ADD CONSTRAINT fk_job_model_job_job_id FOREIGN KEY (job_id) REFERENCES public.job(job_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.job_model
    ADD CONSTRAINT fk_job_model_model_model_id FOREIGN KEY (model_id) REFERENCES public.model(model_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.job
    ADD CONSTRAINT fk_job_schedule_schedule_id FOREIGN KEY (schedule_id) REFERENCES public.schedule(schedule_id) ON DELETE SET NULL;
ALTER TABLE ONLY public.job
    ADD CONSTRAINT fk_job_source_source_id FOREIGN KEY (source_id) REFERENCES public.source(source_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.label
    ADD CONSTRAINT fk_label_model_model_id FOREIGN KEY (model_id) REFERENCES public.model(model_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.object_event
    ADD CONSTRAINT fk_object_event_source_source_id FOREIGN KEY (source_id) REFERENCES public.source(source_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.policy_category
    ADD CONSTRAINT fk_policy_category_policy_policy_id FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_label
    ADD CONSTRAINT fk_policy_label_label_label_id FOREIGN KEY (label_id) REFERENCES public.label(label_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_label
    ADD CONSTRAINT fk_policy_label_policy_category_policy_category_id FOREIGN KEY (policy_category_id) REFERENCES public.policy_category(policy_category_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_label
    ADD CONSTRAINT fk_policy_label_policy_policy_id FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT fk_policy_rule_policy_category_policy_category_id FOREIGN KEY (policy_category_id) REFERENCES public.policy_category(policy_category_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_rule
    ADD CONSTRAINT fk_policy_rule_policy_policy_id FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT fk_prediction_label_label_id FOREIGN KEY (label_id) REFERENCES public.label(label_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.prediction
    ADD CONSTRAINT fk_prediction_recognition_image_id_model_id FOREIGN KEY (image_id, model_id) REFERENCES public.recognition(image_id, model_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.recognition
    ADD CONSTRAINT fk_recognition_image_image_id FOREIGN KEY (image_id) REFERENCES public.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.recognition
    ADD CONSTRAINT fk_recognition_model_model_id FOREIGN KEY (model_id) REFERENCES public.model(model_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT fk_verdict_blocklist_blocklist_id FOREIGN KEY (blocklist_id) REFERENCES public.blocklist(blocklist_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT fk_verdict_image_image_id FOREIGN KEY (image_id) REFERENCES public.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT fk_verdict_label_label_id FOREIGN KEY (label_id) REFERENCES public.label(label_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT fk_verdict_policy_category_policy_category_id FOREIGN KEY (policy_category_id) REFERENCES public.policy_category(policy_category_id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT fk_verdict_policy_policy_id FOREIGN KEY (policy_id) REFERENCES public.policy(policy_id) ON DELETE RESTRICT;
