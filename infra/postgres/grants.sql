-- What each role may do, and nothing else. Part of "bv db roles", and run again after every migration where they own the schema.
DO $block$
BEGIN
    -- Another database of the server may have the roles, and this one its owner.
    IF NOT EXISTS (
        SELECT FROM pg_tables t WHERE t.tablename = '__EFMigrationsHistory' AND t.schemaname = current_schema() AND t.tableowner = 'bv_migrator')
    THEN
        RETURN;
    END IF;

    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', current_schema());
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM bv_ingest, bv_results, bv_api, bi_reader', current_schema());
    REVOKE ALL ON ALL TABLES IN SCHEMA bi FROM bv_ingest, bv_results, bv_api, bi_reader;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO bv_ingest, bv_results, bv_api', current_schema());

    -- Every service asks whether the schema is of its version.
    GRANT SELECT ON "__EFMigrationsHistory" TO bv_ingest, bv_results, bv_api;

    -- Ingest plans and sends: the ledger. Of the facts it reads what is known already.
    GRANT SELECT, INSERT, UPDATE ON source, job, job_model, chunk, object_event TO bv_ingest;
    GRANT SELECT, UPDATE ON schedule TO bv_ingest;
    GRANT SELECT ON model, image, recognition TO bv_ingest;

    -- Results writes the facts and closes chunks; verdicts are part of it, policies are not.
    GRANT SELECT, INSERT, UPDATE ON source, model, label, image, recognition, policy_label TO bv_results;
    GRANT SELECT, INSERT, UPDATE, DELETE ON prediction, verdict TO bv_results;
    GRANT SELECT, UPDATE ON chunk TO bv_results;
    GRANT SELECT ON policy, policy_category, policy_rule, blocklist, blocklist_band TO bv_results;
    GRANT EXECUTE ON FUNCTION create_month_partitions(date) TO bv_results;

    -- Api takes orders: jobs and schedules. It never touches a fact.
    GRANT SELECT, INSERT, UPDATE ON source, job, job_model TO bv_api;
    GRANT SELECT, INSERT, UPDATE, DELETE ON schedule TO bv_api;
    GRANT SELECT, UPDATE ON chunk TO bv_api;
    GRANT SELECT ON model, label TO bv_api;
    GRANT SELECT, UPDATE (last_used_at) ON api_key TO bv_api;

    -- How jobs stand is asked of the view.
    GRANT USAGE ON SCHEMA bi TO bv_ingest, bv_api, bi_reader;
    GRANT SELECT ON bi.job_progress TO bv_ingest, bv_api;

    GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_reader;
    ALTER DEFAULT PRIVILEGES FOR ROLE bv_migrator IN SCHEMA bi GRANT SELECT ON TABLES TO bi_reader;
END
$block$
