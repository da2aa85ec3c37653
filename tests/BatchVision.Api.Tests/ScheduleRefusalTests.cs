using BatchVision.Api.Tests.Support;

namespace BatchVision.Api.Tests;

public sealed class ScheduleRefusalTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("name", "\"nightly photos\"", "1 to 64 letters")]
    [InlineData("name", "\"\"", "Give the schedule a name")]
    [InlineData("name", "\"../x\"", "1 to 64 letters")]
    [InlineData("cron", "null", "Give five fields, for example 0 3 * * 1-5")]
    [InlineData("cron", "\"0 3 * *\"", "It has 4 fields; give five: minute, hour, day of month, month and day of week, for example 0 3 * * 1-5")]
    [InlineData("cron", "\"0 0 3 * * 1\"", "It has 6 fields")]
    [InlineData("cron", "\"@daily\"", "It has 1 fields")]
    [InlineData("cron", "\"0 25 * * *\"", "Hours: Value must be a number between 0 and 23")]
    [InlineData("cron", "\"a b c d e\"", "for example 0 3 * * 1-5")]
    [InlineData("cron", "\"H 3 * * *\"", "'H' is not read here")]
    [InlineData("cron", "\"0 0 30 2 *\"", "It never fires")]
    [InlineData("timeZone", "\"Europe/Atlantis\"", "for example Europe/Berlin")]
    [InlineData("timeZone", "\"../../etc/passwd\"", "for example Europe/Berlin")]
    [InlineData("timeZone", "\"\"", "for example Europe/Berlin")]
    [InlineData("source", "\"s3://\"", "no name of a bucket")]
    public async Task Add_BadField_IsNamedWithAnExample(string field, string value, string message)
    {
        var fields = new Dictionary<string, string> { ["name"] = "\"n\"", ["cron"] = "\"0 3 * * *\"", ["timeZone"] = "\"UTC\"", ["source"] = "\"s3://photos\"", [field] = value };

        var problem = await api.Client.SendJsonAsync("/schedules", $"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}")
            .ProblemAsync(400, "invalid-request");

        Assert.Contains(message, Assert.Single(Assert.Contains(field, problem.Errors!)), StringComparison.Ordinal);
    }
}
