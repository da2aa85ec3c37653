using BatchVision.Cli.Tests.Run;
using BatchVision.TestAssets;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Moderation;

public sealed class PolicyTests : IDisposable
{
    private const string Recognitions = """
        SELECT r.*, p.rank, p.label_id, p.score FROM recognition r LEFT JOIN prediction p USING (image_id, model_id) ORDER BY r.image_id, r.model_id, p.rank
        """;

    private const string GreenPolicy = """
        name: green
        version: 3
        rules: [{labels: [GREEN], category: Gambling}]
        thresholds: {Gambling: {review: 0.2}}
        """;

    private readonly Workspace _work = new();

    private static string DefaultPolicy => Path.Combine(Workspace.Models, "policies", "default.yaml");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Run_ReferenceModels_AreDecidedByTheDefaultPolicyAndAgainByAnother()
    {
        var run = await Bv.RunAsync(
            "run", SharedAssets.Images("coco-val-48"), "--models-dir", AssetModels.Repository(), "--models", "nsfwjs,yolox_nano",
            "--db", _work.Database, "--report", _work["report.html"], "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("default@1", run.Json.GetProperty("policy").GetString());
        Assert.Equal(
            [$"{Count(run, "allow")}|{Count(run, "block")}|{Count(run, "review")}"],
            Bv.Query(_work.Database, "SELECT sum(decision = 'allow'), sum(decision = 'block'), sum(decision = 'review') FROM bi_verdicts"));
        Assert.Equal(run.Json.GetProperty("recognized").GetInt64(), Count(run, "allow") + Count(run, "review") + Count(run, "block"));
        Assert.Equal(0, Count(run, "undecided"));
        // A glass of wine, as a detector saw it, counts for Alcohol at 0.8 of its score.
        Assert.Equal(["review|Alcohol|yolox_nano: wine glass|default|1"], Bv.Query(
            _work.Database, "SELECT decision, top_category, because, policy, policy_version FROM bi_verdicts WHERE key LIKE '%000000002157.jpg'"));
        // The heads of the classifier, held against the thresholds of Explicit by a query of the test's own.
        Assert.NotEmpty(Bv.Query(_work.Database, "SELECT key FROM bi_verdicts WHERE category = 'Explicit' AND decision <> 'allow'"));
        Assert.Empty(Bv.Query(_work.Database, """
            SELECT v.key FROM bi_verdicts v JOIN (
                SELECT key, max(score) AS best FROM bi_image_labels WHERE model = 'nsfwjs' AND label IN ('Porn', 'Hentai') GROUP BY key) l ON l.key = v.key
            WHERE (l.best >= 0.95) <> (v.decision = 'block') OR (l.best >= 0.4 AND v.decision = 'allow')
            """));
        var page = await File.ReadAllTextAsync(_work["report.html"], Token);
        Assert.Equal(Count(run, "review"), page.Split("<p class=\"verdict review\"").Length - 1);
        Assert.Equal(Count(run, "allow"), page.Split("<p class=\"verdict allow\"").Length - 1);

        var before = Bv.Query(_work.Database, Recognitions);
        await File.WriteAllTextAsync(_work["strict.yaml"], """
            name: strict
            version: 1
            rules:
              - {labels: [person], category: Violence, model: yolox*}
            thresholds:
              Violence: {review: 0.5, block: 0.8}
            """, Token);
        var apply = await Bv.RunAsync("policy", "apply", _work["strict.yaml"], "--db", _work.Database, "--json");

        Assert.True(apply.ExitCode == 0, apply.Errors);
        Assert.Equal(before, Bv.Query(_work.Database, Recognitions));
        Assert.Equal(
            Bv.Query(_work.Database, """
                SELECT sum(best >= 0.8), sum(best >= 0.5 AND best < 0.8) FROM (
                    SELECT max(score) AS best FROM bi_image_labels WHERE model = 'yolox_nano' AND label = 'person' GROUP BY key)
                """),
            [$"{apply.Json.GetProperty("verdicts").GetProperty("block").GetInt64()}|{apply.Json.GetProperty("verdicts").GetProperty("review").GetInt64()}"]);
        Assert.Equal(["strict|1"], Bv.Query(_work.Database, "SELECT DISTINCT policy, policy_version FROM bi_verdicts"));
    }

    [Fact]
    public async Task Default_Policy_FindsTheLabelsOfTheReferenceModelsAndNoOthers()
    {
        var run = await Bv.RunAsync(
            "run", SharedAssets.Images("coco-val-48"), "--models-dir", AssetModels.Repository(), "--models", "mobilenetv2_f32,nsfwjs,yolox_nano",
            "--db", _work.Database, "--limit", "1", "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(
            [
                "Alcoholic Beverages: beer bottle; beer glass; cocktail shaker; corkscrew, bottle screw; eggnog; goblet; red wine; wine bottle; wine glass",
                "Drugs & Tobacco Paraphernalia & Use: lighter, light, igniter, ignitor; syringe",
                "Explicit: Hentai; Porn",
                "Female Swimwear or Underwear: bikini, two-piece; brassiere, bra, bandeau; maillot; maillot, tank suit",
                "Gambling: slot, one-armed bandit",
                "Male Swimwear or Underwear: swimming trunks, bathing trunks",
                "Non-Explicit Nudity of Intimate parts and Kissing: Sexy",
                "Pills: pill bottle",
                "Weapons: assault rifle, assault gun; baseball bat; bow; cannon; cleaver, meat cleaver, chopper; guillotine; hatchet; holster; knife; missile; "
                    + "projectile, missile; revolver, six-gun, six-shooter; rifle; scabbard; tank, army tank, armored combat vehicle, armoured combat vehicle",
            ],
            Bv.Query(_work.Database, """
                SELECT category || ': ' || group_concat(label, '; ' ORDER BY label) FROM (
                    SELECT DISTINCT c.name AS category, l.name AS label
                    FROM policy_label w JOIN label l USING (label_id) JOIN policy_category c USING (policy_category_id))
                GROUP BY category ORDER BY category
                """));
    }

    [Fact]
    public async Task Run_ModelWithoutRules_SaysThatItDecidesNothing()
    {
        var run = await RunSamplesAsync();

        var pictures = run.Json.GetProperty("recognized").GetInt64();
        Assert.Equal((0, 0, 0, pictures), (Count(run, "allow"), Count(run, "review"), Count(run, "block"), Count(run, "undecided")));
        Assert.Contains(
            $"{pictures} undecided: no model with rules", (await Bv.RunAsync("policy", "show", "--db", _work.Database)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PolicyFileNamedLater_DecidesKnownImages()
    {
        await RunSamplesAsync();
        await File.WriteAllTextAsync(_work["green.yaml"], GreenPolicy, Token);

        var second = await RunSamplesAsync("--policy", _work["green.yaml"]);
        Assert.Equal(0, second.Json.GetProperty("recognized").GetInt64());
        Assert.Equal("green@3", second.Json.GetProperty("policy").GetString());
        Assert.Equal(
            [$"{Count(second, "review")}"], Bv.Query(_work.Database, "SELECT count(*) FROM bi_image_labels WHERE label = 'green' AND score >= 0.2"));
        Assert.InRange(Count(second, "review"), 1, Count(second, "allow"));

        // It stays the active one until another is named.
        Assert.Equal("green@3", (await RunSamplesAsync()).Json.GetProperty("policy").GetString());
        Assert.False((await RunSamplesAsync("--policy", "none")).Json.TryGetProperty("policy", out _));
        Assert.Empty(Bv.Query(_work.Database, "SELECT * FROM bi_verdicts"));
        Assert.Equal(1, (await Bv.RunAsync("policy", "show", "--db", _work.Database)).ExitCode);
    }

    [Fact]
    public async Task Run_PolicyWithFaults_StopsBeforeAnythingIsMade()
    {
        await File.WriteAllTextAsync(_work["bad.yaml"], "name: bad\n", Token);
        var run = await Bv.RunAsync(
            "run", Workspace.Samples, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work.Database, "--policy", _work["bad.yaml"]);
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("bad.yaml:1: version: is missing", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_work.Database));
    }

    [Fact]
    public async Task Check_DefaultPolicy_IsTheFileOfTheRepository()
    {
        var builtIn = await Bv.RunAsync("policy", "check", "default", "--json");
        var file = await Bv.RunAsync("policy", "check", DefaultPolicy, "--json");
        Assert.Equal((0, 0), (builtIn.ExitCode, file.ExitCode));
        Assert.True(file.Json.GetProperty("valid").GetBoolean());
        Assert.Equal(builtIn.Json.GetProperty("sha256").GetString(), file.Json.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Check_FileWithFaults_ListsThemAllAndExitsWith4()
    {
        await File.WriteAllTextAsync(_work["bad.yaml"], """
            name: bad
            version: 1
            rules:
              - {labels: [knife], category: Weapon}
            thresholds:
              Violence: {review: 0.8, block: 0.5}
              Alcohol: {review: 7}
            """, Token);

        var text = await Bv.RunAsync("policy", "check", _work["bad.yaml"]);
        Assert.Equal(4, text.ExitCode);
        Assert.Empty(text.Output);
        Assert.Equal([":6:", ":7:", ":4:"], text.Errors.Trim().Split('\n').Select(line => line[(line.IndexOf(".yaml", StringComparison.Ordinal) + 5)..][..3]));

        var json = await Bv.RunAsync("policy", "check", _work["bad.yaml"], "--json");
        Assert.Equal(4, json.ExitCode);
        Assert.False(json.Json.GetProperty("valid").GetBoolean());
        Assert.Contains("did you mean 'Weapons'", json.Json.GetProperty("errors")[2].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ChangedFileUnderTheSameVersion_IsRefused()
    {
        await RunSamplesAsync();
        await File.WriteAllTextAsync(_work["changed.yaml"], await File.ReadAllTextAsync(DefaultPolicy, Token) + "\n# changed\n", Token);

        var apply = await Bv.RunAsync("policy", "apply", _work["changed.yaml"], "--db", _work.Database);

        Assert.Equal(4, apply.ExitCode);
        Assert.Contains("default@1 is known with another content", Assert.Single(apply.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_OnPostgres_DecidesShowsAndBlocksAlike()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        var environment = new Dictionary<string, string> { ["BATCHVISION_DB"] = database.ConnectionString };
        await File.WriteAllTextAsync(_work["green.yaml"], GreenPolicy, Token);

        var run = await Bv.RunAsync(
            environment, "run", Workspace.Samples, "--models-dir", Workspace.Models, "--models", "colors", "--policy", _work["green.yaml"],
            "--report", _work["report.html"], "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.InRange(Count(run, "review"), 1, run.Json.GetProperty("recognized").GetInt64() - 1);
        Assert.Equal(
            Count(run, "review"), (await File.ReadAllTextAsync(_work["report.html"], Token)).Split("<p class=\"verdict review\"").Length - 1);

        var add = await Bv.RunAsync(environment, "blocklist", "add", Path.Combine(Workspace.Samples, "desert-dunes.jpg"), "--reason", "stolen", "--json");
        Assert.True(add.ExitCode == 0, add.Errors);
        Assert.Equal(1, add.Json[0].GetProperty("images").GetInt64());
        var show = await Bv.RunAsync(environment, "policy", "show", "--json");
        Assert.Equal(1, show.Json.GetProperty("verdicts").GetProperty("block").GetInt64());

        var apply = await Bv.RunAsync(environment, "policy", "apply", "default");
        Assert.True(apply.ExitCode == 0, apply.Errors);
        Assert.Contains("default@1 is active", apply.Output, StringComparison.Ordinal);
        Assert.Contains("0 allow, 0 review, 1 block", apply.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_ActivePolicy_PrintsItsThresholdsAndItsFile()
    {
        await RunSamplesAsync();
        var show = await Bv.RunAsync("policy", "show", "--db", _work.Database, "--json");
        var category = show.Json.GetProperty("categories").EnumerateArray().Single(one => one.GetProperty("category").GetString() == "Explicit Nudity");
        Assert.Equal((0.4f, 0.95f), (category.GetProperty("review").GetSingle(), category.GetProperty("block").GetSingle()));
        Assert.Equal(
            await File.ReadAllTextAsync(DefaultPolicy, Token), (await Bv.RunAsync("policy", "show", "--db", _work.Database, "--document")).Output);
    }

    private static long Count(Bv run, string decision) => run.Json.GetProperty("verdicts").GetProperty(decision).GetInt64();

    private async Task<Bv> RunSamplesAsync(params string[] more)
    {
        var run = await Bv.RunAsync(["run", Workspace.Samples, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work.Database, "--json", .. more]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }
}
