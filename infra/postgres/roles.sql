-- The roles of BatchVision on one PostgreSQL server, run by "bv db roles" as a superuser, or as the owner of the database with CREATEROLE.
-- It may be run again at any time: what is there is brought to what is written here. grants.sql goes on from it.
--
-- bv_migrator  owns the schema; for bv db, bv policy, bv blocklist and bv keys
-- bv_ingest, bv_results, bv_api   one a service
-- bi_reader    people and BI tools: schema bi, reading only
--
-- They may log in, and have no password until one is given.
DO $block$
DECLARE
    name text;
    part record;
BEGIN
    -- Roles belong to the server: of several databases that make them at once, one does.
    FOREACH name IN ARRAY ARRAY['bv_migrator', 'bv_ingest', 'bv_results', 'bv_api', 'bi_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name);
    END LOOP;

    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO bv_migrator', current_database());

    -- A query that somebody forgot must not hold back vacuum, or take every connection.
    IF (SELECT r.rolconnlimit FROM pg_roles r WHERE r.rolname = 'bi_reader') <> 20 THEN
        ALTER ROLE bi_reader CONNECTION LIMIT 20;
    END IF;
    EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET default_transaction_read_only = on', current_database());
    EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET statement_timeout = ''60s''', current_database());
    EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET idle_in_transaction_session_timeout = ''60s''', current_database());
    EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET idle_session_timeout = ''30min''', current_database());
    EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET search_path = bi', current_database());
    -- Compiling a query over so many joins takes longer than running it.
    EXECUTE format('ALTER ROLE bi_reader IN DATABASE %I SET jit = off', current_database());

    -- Everything of ours becomes the migrator's, whoever made it.
    EXECUTE format('ALTER SCHEMA %I OWNER TO bv_migrator', current_schema());
    ALTER SCHEMA bi OWNER TO bv_migrator;
    FOR part IN
        SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
        FROM pg_class c
        WHERE c.relnamespace IN ('bi'::regnamespace, current_schema()::regnamespace) AND c.relkind IN ('r', 'p', 'v', 'S')
            AND c.relowner <> 'bv_migrator'::regrole
            -- The sequence of an identity column follows its table.
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i' AND d.classid = 'pg_class'::regclass AND c.relkind = 'S')
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO bv_migrator', part.kind, part.name);
    END LOOP;
    ALTER FUNCTION create_month_partitions(date) OWNER TO bv_migrator;
END
$block$
