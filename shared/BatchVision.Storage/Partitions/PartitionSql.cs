namespace BatchVision.Storage.Partitions;

/// <summary>Statements about partitions, of PostgreSQL alone.</summary>
internal static class PartitionSql
{
    public const string IsPartitioned = "SELECT EXISTS (SELECT FROM pg_partitioned_table p WHERE p.partrelid = to_regclass('prediction'))";

    /// <summary>Partitions of a table, oldest first: name, the day it starts with (null for all before) and the day it ends before.</summary>
    public const string List = """
        SELECT c.relname::text,
               substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([0-9-]{10})''\)')::date AS starts,
               substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([0-9-]{10})''\)')::date AS ends
        FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
        WHERE h.inhparent = to_regclass(@parent)
        ORDER BY 3
        """;

    // The rows that are there stay where they are, as the partition of all that is older than next month: no row is copied. What is read is
    // that no day is later, and that each recognition has its image. All else comes from the catalogue, whatever migrations added.
    public const string Convert = """
        DO $block$
        DECLARE
            parent text;
            old text;
            ends date := (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month')::date;
            part record;
        BEGIN
            FOREACH parent IN ARRAY ARRAY['recognition', 'prediction'] LOOP
                old := parent || to_char(ends, '_"before"_YYYY_MM');
                EXECUTE format('ALTER TABLE %I RENAME TO %I', parent, old);
                EXECUTE format(
                    'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS) PARTITION BY RANGE (ingested_on)', parent, old);
                EXECUTE format('COMMENT ON TABLE %I IS %L', parent, obj_description(old::regclass, 'pg_class'));
                EXECUTE format('COMMENT ON TABLE %I IS %L', old, format('Partition of %s: images before %s.', parent, to_char(ends, 'YYYY-MM')));
                FOR part IN
                    SELECT c.conname, c.contype, pg_get_constraintdef(c.oid) AS definition
                    FROM pg_constraint c WHERE c.conrelid = old::regclass AND c.contype IN ('p', 'f')
                LOOP
                    IF part.contype = 'p' THEN
                        EXECUTE format('ALTER TABLE %I RENAME CONSTRAINT %I TO %I', old, part.conname, 'pk_' || old);
                    END IF;
                    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', parent, part.conname, part.definition);
                END LOOP;
                FOR part IN
                    SELECT c.relname, n.nspname, pg_get_indexdef(c.oid) AS definition
                    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE i.indrelid = old::regclass AND NOT i.indisprimary
                LOOP
                    EXECUTE format('ALTER INDEX %I RENAME TO %I', part.relname, part.relname || to_char(ends, '_"before"_YYYY_MM'));
                    EXECUTE replace(part.definition, format(' ON %I.%I ', part.nspname, old), format(' ON %I.%I ', part.nspname, parent));
                END LOOP;
                FOR part IN
                    SELECT a.grantee::regrole AS grantee, a.privilege_type AS privilege
                    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
                    WHERE c.oid = old::regclass AND a.grantee <> c.relowner AND a.grantee <> 0
                LOOP
                    EXECUTE format('GRANT %s ON %I TO %s', part.privilege, parent, part.grantee);
                END LOOP;
                EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)', parent, old, ends);
            END LOOP;
        END
        $block$
        """;
}
