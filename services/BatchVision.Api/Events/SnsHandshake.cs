using System.Text.Json;
using System.Text.RegularExpressions;

namespace BatchVision.Api.Events;

/// <summary>
/// The first message of an SNS topic: who opens its address agrees to further ones. That is left to a person; a server that opens
/// addresses from messages can be led anywhere. docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
/// </summary>
internal sealed partial record SnsHandshake(string TopicArn, Uri SubscribeUrl)
{
    /// <summary>Null when the message is something else, or does not point to SNS.</summary>
    public static SnsHandshake? Read(byte[] body)
    {
        try
        {
            var message = JsonSerializer.Deserialize<Message>(body);
            return message is { Type: "SubscriptionConfirmation", TopicArn: { Length: < 500 } arn } && !arn.Any(char.IsControl)
                && Uri.TryCreate(message.SubscribeURL, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && SnsHost().IsMatch(url.Host)
                ? new SnsHandshake(arn, url)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$")]
    private static partial Regex SnsHost();

    private sealed record Message(string? Type, string? TopicArn, string? SubscribeURL);
}
