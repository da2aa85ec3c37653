using System.Data.Common;
using System.Globalization;

namespace BatchVision.Cli.Moderation;

/// <summary>How many images a policy allows, wants a person to see, blocks, or says nothing of because no model with rules has looked.</summary>
internal sealed record VerdictCounts(long Allow, long Review, long Block, long Undecided)
{
    /// <summary>Counts the newest version of each image under the active policy.</summary>
    /// <param name="connection">A connection for queries.</param>
    /// <param name="condition">A condition on source <c>s</c> and image <c>i</c>.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <param name="parameters">Values of the condition.</param>
    public static async Task<VerdictCounts> ReadAsync(
        DbConnection connection, string condition, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        var counts = (await connection.QueryAsync($"""
            SELECT COALESCE(v.decision, ''), count(*)
            FROM image i
            JOIN source s ON s.source_id = i.source_id
            LEFT JOIN verdict v ON v.image_id = i.image_id AND v.policy_id = (SELECT y.policy_id FROM policy y WHERE y.active)
            WHERE {condition} AND i.image_id = (SELECT max(n.image_id) FROM image n WHERE n.source_id = i.source_id AND n.key = i.key)
            GROUP BY v.decision
            """, reader => (Decision: reader.GetString(0), Images: reader.GetInt64(1)), cancellationToken, parameters)).ToDictionary();
        return new VerdictCounts(
            counts.GetValueOrDefault("allow"), counts.GetValueOrDefault("review"), counts.GetValueOrDefault("block"), counts.GetValueOrDefault(""));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Allow:N0} allow, {Review:N0} review, {Block:N0} block{(Undecided > 0 ? $", {Undecided:N0} undecided: no model with rules has seen them" : "")}");
}
