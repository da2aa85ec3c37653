using BatchVision.Recognition.Moderation;
using BatchVision.Storage;

namespace BatchVision.Cli.Moderation;

/// <summary>The policy a command is told to decide by: a file, <c>default</c> for the built-in one, or <c>none</c>.</summary>
internal sealed class PolicyChoice
{
    public const string Default = "default";
    public const string None = "none";

    private readonly string? _name;
    private readonly ModerationPolicy? _policy;

    private PolicyChoice(string? name, ModerationPolicy? policy) => (_name, _policy) = (name, policy);

    /// <summary>Reads the file, so that its faults are known before anything is made.</summary>
    /// <exception cref="PolicyException">It has faults.</exception>
    public static PolicyChoice Read(string? name) => new(name, name == None ? null : ReadPolicy(name ?? Default));

    public static ModerationPolicy ReadPolicy(string name) => name == Default ? ModerationPolicy.Default() : ModerationPolicy.Read(name);

    /// <summary>
    /// Makes it the active policy and decides history where that is owed. Not named at all, the built-in one stands in where none is active.
    /// </summary>
    public async Task EnsureAsync(Database database, bool quiet)
    {
        await using var policies = new Policies(database);
        if (_policy is null)
        {
            await policies.DeactivateAsync(CancellationToken.None);
            return;
        }

        var active = await policies.ActiveAsync(CancellationToken.None);
        if (active is null || (_name is not null && active.Sha256 != _policy.Sha256))
            await policies.ActivateAsync(PolicyRows.Of(_policy), CancellationToken.None);
        else if (active.HistoryDecidedAt is not null)
            return;
        await CliProgress.BarAsync("Deciding known images", quiet, progress => policies.DecideHistoryAsync(progress, CancellationToken.None));
    }
}
