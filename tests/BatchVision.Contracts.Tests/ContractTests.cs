using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;

namespace BatchVision.Contracts.Tests;

/// <summary>
/// Messages as they were once sent. A service that is updated meets messages of one that is not, and the other way round: a stored sample is
/// never changed; a field that is added brings a sample of its own (NAME.2.json) and a default for the samples before it.
/// </summary>
public sealed class ContractTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_ReadAndWrittenAgain_KeepsEveryMember(string file)
    {
        var stored = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Samples", file)));
        var type = typeof(RecognizeChunk).Assembly.GetType($"BatchVision.Contracts.{file.Split('.')[0]}", throwOnError: true)!;

        var message = stored.Deserialize(type, SystemTextJsonMessageSerializer.Options);
        var written = JsonSerializer.SerializeToNode(message, type, SystemTextJsonMessageSerializer.Options);

        AssertKept(stored, written, file);
    }

    [Fact]
    public void Messages_AllHaveASample()
    {
        string[] messages = [nameof(RecognizeChunk), nameof(ChunkRecognized), nameof(ChunkSuspected), nameof(ModelsOffered), nameof(ObjectEvents)];
        Assert.All(messages, message => Assert.Contains($"{message}.1.json", Samples.Select(row => row.Data)));
    }

    private static void AssertKept(JsonNode? stored, JsonNode? written, string path)
    {
        switch (stored)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    var other = Assert.IsType<JsonObject>(written);
                    Assert.True(other.ContainsKey(name) || value is null, $"{path}.{name} is gone.");
                    AssertKept(value, other[name], $"{path}.{name}");
                }

                break;
            case JsonArray items:
                Assert.Equal(items.Count, Assert.IsType<JsonArray>(written).Count);
                foreach (var (i, item) in items.Index())
                {
                    AssertKept(item, written![i], $"{path}[{i}]");
                }

                break;
            default:
                Assert.True(JsonNode.DeepEquals(stored, written), $"{path} was {stored?.ToJsonString()} and is {written?.ToJsonString()}.");
                break;
        }
    }
}
