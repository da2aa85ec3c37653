namespace BatchVision.Storage.Partitions;

/// <summary>
/// The function that makes the partitions of the months to come. It runs as its owner, so that the service that writes results needs no right to make
/// tables. Migrations refer to this text, so it never changes: a new edition is a new class.
/// </summary>
internal static class PartitionFunction1
{
    // Months go on where the partitions end, so that there is no gap, and at most a year ahead, whatever day it is given.
    public const string Create = """
        CREATE FUNCTION create_month_partitions(today date) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER AS $function$
        DECLARE
            parent text;
            ends date;
            made integer := 0;
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('batchvision.create_month_partitions'));
            FOREACH parent IN ARRAY ARRAY['recognition', 'prediction'] LOOP
                CONTINUE WHEN NOT EXISTS (SELECT FROM pg_partitioned_table p WHERE p.partrelid = parent::regclass);
                SELECT COALESCE(
                    max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([0-9-]{10})''\)')::date), date_trunc('month', today::timestamp)::date)
                INTO ends
                FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
                WHERE h.inhparent = parent::regclass;
                WHILE ends < LEAST(date_trunc('month', today::timestamp) + interval '4 months', now() + interval '1 year') LOOP
                    -- Made aside and attached: readers and writers of the others go on meanwhile.
                    EXECUTE format(
                        'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS)
                         WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)',
                        parent || to_char(ends, '_YYYY_MM'), parent);
                    EXECUTE format(
                        'COMMENT ON TABLE %I IS %L',
                        parent || to_char(ends, '_YYYY_MM'), format('Partition of %s: images of %s.', parent, to_char(ends, 'YYYY-MM')));
                    EXECUTE format(
                        'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                        parent, parent || to_char(ends, '_YYYY_MM'), ends, (ends + interval '1 month')::date);
                    ends := ends + interval '1 month';
                    made := made + 1;
                END LOOP;
            END LOOP;
            RETURN made;
        END
        $function$;
        COMMENT ON FUNCTION create_month_partitions(date) IS 'Makes the partitions of this month and the next three, where the facts are partitioned. Returns how many it made.';
        REVOKE ALL ON FUNCTION create_month_partitions(date) FROM PUBLIC;
        DO $block$
        BEGIN
            -- Temporary tables last: a caller's must not pass for ours.
            EXECUTE format('ALTER FUNCTION create_month_partitions(date) SET search_path = %I, pg_temp', current_schema());
        END
        $block$
        """;

    public const string Drop = "DROP FUNCTION create_month_partitions(date)";

    /// <summary>How tables are kept, where the defaults of the server do not fit.</summary>
    public const string Storage = """
        -- Facts are written once: pages are filled to the brim (the default), and vacuumed for the sake of index-only scans when a twentieth is
        -- new rather than a fifth. At a hundred million rows a tenth is too long to wait for statistics of the newest day.
        ALTER TABLE prediction SET (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
        ALTER TABLE recognition SET (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
        -- Each chunk is written three times (planned, sent, done): room on its page spares the indexes the two updates.
        ALTER TABLE chunk SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
        -- A job's row changes with every page that is listed and with every lease.
        ALTER TABLE job SET (fillfactor = 50)
        """;
}
