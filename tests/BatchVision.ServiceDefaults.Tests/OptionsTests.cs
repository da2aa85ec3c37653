using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A wrong setting ends the start with a line that says how to mend it, and never quotes a password.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("amqp://u:p@host", "amqp://host:5672/%2F")]
    [InlineData("amqp://u:p@host/", "amqp://host:5672/%2F")]
    [InlineData("amqp://u:p@host/%2F", "amqp://host:5672/%2F")]
    [InlineData("amqp://u:p@host:1234/batch%2Fvision", "amqp://host:1234/batch%2Fvision")]
    [InlineData("amqps://u:p@host/batchvision", "amqps://host:5671/batchvision")]
    [InlineData(" amqps://u:p@host:5699/x ", "amqps://host:5699/x")]
    public void BrokerAddress_OfAUri_HasItsDefaults(string uri, string expected) =>
        Assert.Equal(expected, BrokerAddress.Parse(uri).ToString());

    [Fact]
    public void BrokerAddress_OfEncodedCredentials_DecodesThem()
    {
        var address = BrokerAddress.Parse("amqp://us%40er:p%3A%2F%23%25w@host/");

        Assert.Equal(("us@er", "p:/#%w"), (address.User, address.Password));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("rabbit.example", "is not a URI")]
    [InlineData("http://u:secret@host/", "begins with 'http:'")]
    [InlineData("amqp://host/", "names no user and password")]
    [InlineData("amqp://secret@host/", "names no user and password")]
    [InlineData("amqp://:secret@host/", "names no user and password")]
    [InlineData("amqp://u:sec#ret@host/", "percent-encode")]
    [InlineData("amqp://u:sec/ret@host/", "percent-encode")]
    [InlineData("amqp://u:secret@host/?heartbeat=10", "percent-encode")]
    [InlineData("amqp://u:secret@host/a/b", "one segment")]
    public async Task Host_WrongBrokerUri_SaysHowToMendIt(string uri, string expected)
    {
        await using var app = Service.Build(new Dictionary<string, string?> { ["RabbitMq:Uri"] = uri });

        var refused = Assert.Throws<OptionsValidationException>(() => app.MapServiceDefaults());

        Assert.StartsWith("RabbitMq:Uri (variable or secret file RabbitMq__Uri) ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sec", refused.Message.Replace("secret file", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task Host_SeveralWrongSettings_TellsThemAll()
    {
        await using var app = Service.Build(
            new Dictionary<string, string?> { ["RabbitMq:Uri"] = "http://host" }, more: builder => builder.AddDatabase());

        var refused = Assert.Throws<AggregateException>(() => app.MapServiceDefaults());

        Assert.Equal(2, refused.InnerExceptions.Count);
        Assert.Contains(refused.InnerExceptions, each => each.Message.Contains("RabbitMq:Uri", StringComparison.Ordinal));
        Assert.Contains(refused.InnerExceptions, each => each.Message.Contains("ConnectionStrings__Database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_WrongSetting_EndsWithTheCodeForConfiguration()
    {
        await using var app = Service.Build(new Dictionary<string, string?> { ["RabbitMq:Uri"] = "http://host" });

        Assert.Equal(4, await app.RunServiceAsync(() => app.MapServiceDefaults()));
    }
}
