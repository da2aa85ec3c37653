using BatchVision.Contracts;
using Npgsql;

namespace BatchVision.Storage.Tests;

/// <summary>Each role does what its service does, and nothing else. The services themselves run under these roles in the end-to-end tests.</summary>
public sealed class RolesTests() : StorageTests(Dialect.Partitioned)
{
    private const string Password = "a'b\\c d=e%";

    public static TheoryData<string, string[]> Forbidden => new()
    {
        // Readers see schema bi: no table, no key of the API, nothing of the server.
        {
            "bi_reader",
            [
                "SELECT * FROM public.image",
                "SELECT * FROM public.api_key",
                "DELETE FROM bi.models",
                "SET default_transaction_read_only = off; CREATE TABLE bi.mine (a int)",
                "SET default_transaction_read_only = off; CREATE TABLE public.mine (a int)",
                "SET default_transaction_read_only = off; CREATE TEMP TABLE mine (a int)",
                "SET default_transaction_read_only = off; SELECT public.create_month_partitions(current_date)",
                "CREATE TABLE bi.mine (a int)",
                "SELECT pg_read_file('/etc/passwd')",
            ]
        },
        // Ingest keeps the ledger and writes no fact.
        {
            "bv_ingest",
            [
                "INSERT INTO prediction VALUES (1)",
                "DELETE FROM chunk",
                "UPDATE recognition SET status = 'x'",
                "SELECT * FROM api_key",
                "SELECT * FROM verdict",
            ]
        },
        // Results writes facts and asks for no job.
        {
            "bv_results",
            [
                "INSERT INTO job DEFAULT VALUES",
                "UPDATE job SET status = 'done'",
                "DELETE FROM image",
                "DELETE FROM recognition",
                "UPDATE policy SET active = true",
                "DROP TABLE prediction",
                "CREATE TABLE mine (a int)",
                "SELECT * FROM api_key",
            ]
        },
        // Api takes orders and touches no fact.
        {
            "bv_api",
            [
                "SELECT * FROM prediction",
                "DELETE FROM job",
                "INSERT INTO api_key VALUES (1)",
                "UPDATE api_key SET scopes = 'admin'",
            ]
        },
        // Nobody but the server's masters.
        {
            "bv_migrator",
            [
                "CREATE ROLE mine",
                "ALTER ROLE bi_reader SUPERUSER",
                "COPY source TO PROGRAM 'cat'",
            ]
        },
    };

    private static Dictionary<string, string> Passwords { get; } = PostgresRoles.Names.ToDictionary(name => name, _ => Password);

    private protected override Task PrepareAsync() => Temp.Database.CreateRolesAsync(Passwords, Token);

    [Fact]
    public async Task Services_UnderTheirRoles_BringAJobToItsEnd()
    {
        await using var api = Database.Open(As("bv_api"));
        await using var ingest = Database.Open(As("bv_ingest"));
        await using var results = Database.Open(As("bv_results"));
        await using var owner = Database.Open(As("bv_migrator"));
        await Task.WhenAll(new[] { api, ingest, results, owner }.Select(database => database.CheckAsync(Token)));

        await using var policies = new Policies(owner);
        await policies.ActivateAsync(ModerationSample.Policy(rules: [ModerationSample.Rule("class 0")]), Token);
        await using (var keys = new ApiKeys(owner))
        {
            var key = await keys.CreateAsync("ann", [ApiScopes.JobsRead], null, Token);
            await using var door = new ApiKeys(api);
            Assert.NotNull(await door.AuthenticateAsync(key, Token));
        }

        await using (var catalogue = new ModelCatalogue(results))
            await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Sample.Cats, ["class 0", "class 1"])], DateTimeOffset.UnixEpoch), Token);

        await using var jobs = new Jobs(api);
        var asked = await jobs.SubmitAsync(new JobSubmission("file:///pictures/", []) { Lane = Lane.Backfill }, Token);
        await using var leases = new JobLeases(ingest, "one", TimeSpan.FromMinutes(1));
        var job = Assert.Single(await leases.ClaimAsync(Lane.Backfill, 1, Token));
        Assert.Equal(asked.JobId, job.JobId);
        await using var ledger = new Ledger(ingest);
        var images = Sample.Images(3);
        Assert.Empty(await ledger.KnownAsync(job, "file:///pictures/", images, Token));
        job = await ledger.RecordPageAsync(job, new PlannedPage("file:///pictures/", [new PlannedChunk(job.Models, images)], 3, 0, 0, "z", true), Token);
        var pending = await ledger.PendingChunksAsync(job, 10, Token);
        await ledger.MarkSentAsync(pending, Token);
        await using var suspects = new SuspectChunks(ingest);
        await suspects.SplitAsync(pending[0].Command.ChunkId, Token);
        await using var writer = new RecognitionWriter(results);
        foreach (var chunk in await ledger.PendingChunksAsync(job, 10, Token))
        {
            await ledger.MarkSentAsync([chunk], Token);
            await writer.WriteAsync([Sample.Result(chunk.Command, [Sample.Cats])], Token);
        }

        Assert.True(await ledger.TryCloseJobAsync(job, Token));
        Assert.Equal("done", (await jobs.FindAsync(job.JobId, Token))!.Status);
        await using var events = new EventLedger(ingest);
        Assert.Equal(1, await events.AppendAsync(
            new StreamPlan("s3://bucket/in/", "s3://bucket/", []), [new ObjectChange("in/a.jpg", "v1", 10, "0000000000000001", DateTimeOffset.UnixEpoch)],
            (added, models, _) => ([new PlannedChunk(models, added)], 0), Token));
        await using var schedules = new Schedules(api);
        await schedules.AddAsync(new ScheduleRequest("nightly", "0 3 * * *", "UTC", new JobSubmission("file:///pictures/", [])), DateTimeOffset.UnixEpoch, Token);
        await using var clock = new Schedules(ingest);
        var due = Assert.Single(await clock.DueAsync(Token));
        Assert.NotNull(await clock.FireAsync(due, DateTimeOffset.UtcNow.AddDays(1), Token));
        await schedules.DeleteAsync("nightly", Token);
        Assert.Equal(3, await policies.DecideHistoryAsync(null, Token));

        await using var reader = new NpgsqlConnection(As("bi_reader"));
        await reader.OpenAsync(Token);
        Assert.Equal(3L, await ScalarAsync(reader, "SELECT count(*) FROM bi.verdicts"));
        Assert.Equal(6L, await ScalarAsync(reader, "SELECT count(*) FROM image_labels"));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task Role_BeyondItsWork_IsRefused(string role, string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var connection = new NpgsqlConnection(As(role));
            await connection.OpenAsync(Token);
            var e = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(connection, statement));
            Assert.True(e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction, $"{statement}: {e.Message}");
        }
    }

    [Fact]
    public async Task Reader_Limits_AreSet()
    {
        await using var connection = new NpgsqlConnection(As("bi_reader"));
        await connection.OpenAsync(Token);
        foreach (var (setting, value) in new[]
        {
            ("default_transaction_read_only", "on"), ("statement_timeout", "1min"), ("idle_in_transaction_session_timeout", "1min"),
            ("idle_session_timeout", "30min"), ("search_path", "bi"), ("jit", "off"),
        })
        {
            Assert.Equal(value, await ScalarAsync(connection, $"SHOW {setting}"));
        }

        Assert.Equal(20, await ScalarAsync(connection, "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'bi_reader'"));
    }

    [Fact]
    public async Task Roles_MadeAgain_AreTheSame()
    {
        const string Rights = """
            SELECT n.nspname || '.' || c.relname, c.relowner::regrole::text, c.relacl::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'bi') AND c.relkind IN ('r', 'p', 'v') ORDER BY 1
            """;
        var before = await Temp.RowsAsync(Rights);
        await Temp.Database.CreateRolesAsync(new Dictionary<string, string>(), Token);
        Assert.Equal(before, await Temp.RowsAsync(Rights));
        await using var connection = new NpgsqlConnection(As("bi_reader"));
        await connection.OpenAsync(Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Roles_BeforeTheTablesAreDivided_KeepTheirRights(bool byMaster)
    {
        var plain = Own(await TempDatabase.CreateAsync(Dialect.Postgres));
        await plain.Database.CreateRolesAsync(Passwords, Token);
        // By the owner, or by the server's master: the tables are the owner's.
        await using var divider = Database.Open(byMaster ? plain.Address : As("bv_migrator", plain));
        Assert.NotEqual(0, await divider.PartitionAsync(Token));
        Assert.Empty(await plain.RowsAsync("""
            SELECT c.relname FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'bi'::regnamespace) AND c.relowner <> 'bv_migrator'::regrole
            """));
        await using var api = Database.Open(As("bv_api", plain));
        await using var jobs = new Jobs(api);
        Assert.Empty(await jobs.ListAsync(null, 10, Token));
        await using var reader = new NpgsqlConnection(As("bi_reader", plain));
        await reader.OpenAsync(Token);
        Assert.Equal(0L, await ScalarAsync(reader, "SELECT count(*) FROM bi.image_labels"));
        var (_, chunks) = await plain.PlanAsync([Sample.Cats], Sample.Images(1));
        await using var results = Database.Open(As("bv_results", plain));
        await using var writer = new RecognitionWriter(results);
        Assert.Single((await writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token)).Chunks);
    }

    [Theory]
    [InlineData("bv_nobody", "x", "There is no role 'bv_nobody'")]
    [InlineData("bi_reader", "", "is empty")]
    [InlineData("bi_reader", "pässword", "other than ASCII")]
    public async Task Password_ThatCannotBe_IsRefusedWithoutShowingIt(string role, string password, string expected)
    {
        var e = await Assert.ThrowsAsync<StorageException>(
            () => Temp.Database.CreateRolesAsync(new Dictionary<string, string> { [role] = password }, Token));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    // The server stores what it would have made of the password itself.
    [Fact]
    public async Task Password_Verifier_IsTheServersOwn()
    {
        var verifier = await Temp.RowsAsync("SELECT rolpassword FROM pg_authid WHERE rolname = 'bi_reader'");
        Assert.Matches(@"^SCRAM-SHA-256\$4096:[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$", verifier[0]);
        Assert.DoesNotContain(Password, PostgresRoles.SetPassword("bi_reader", Password), StringComparison.Ordinal);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }

    private string As(string role, TempDatabase? database = null) =>
        new NpgsqlConnectionStringBuilder((database ?? Temp).Address) { Username = role, Password = Password, Pooling = false }.ConnectionString;
}
