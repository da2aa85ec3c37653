using System.Text.Json.Serialization;
using BatchVision.Contracts;

namespace BatchVision.Storage;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<ImageRef>))]
internal sealed partial class StorageJson : JsonSerializerContext;
