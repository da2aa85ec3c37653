using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class ApiKeysTests(Dialect dialect) : StorageTests(dialect)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private ApiKeys _keys = null!;

    private protected override Task PrepareAsync()
    {
        _keys = Own(new ApiKeys(Temp.Database, _time));
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Create_Key_IsStoredAsAHashOnly()
    {
        var key = await _keys.CreateAsync("dashboard", ["jobs:read", "jobs:write"], null, Token);

        // 256 bits in base64url.
        Assert.Matches("^bv_key_[A-Za-z0-9_-]{43}$", key);
        var row = Assert.Single(await Temp.RowsAsync("SELECT * FROM api_key"));
        Assert.DoesNotContain(key[ApiKeys.Prefix.Length..], row, StringComparison.Ordinal);
        Assert.Contains(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key))), row, StringComparison.Ordinal);
        var info = (await _keys.AuthenticateAsync(key, Token))!;
        Assert.Equal("dashboard", info.Name);
        Assert.Equal(["jobs:read", "jobs:write"], info.Scopes);
    }

    [Fact]
    public async Task Create_NameTaken_IsRefused()
    {
        await _keys.CreateAsync("dashboard", [], null, Token);
        await Assert.ThrowsAsync<NameTakenException>(() => _keys.CreateAsync("dashboard", [], null, Token));
    }

    [Theory]
    [InlineData("bv_key_unknown")]
    [InlineData("")]
    [InlineData("' OR 1=1 --")]
    public async Task Authenticate_AnotherKey_IsNull(string key)
    {
        await _keys.CreateAsync("dashboard", [], null, Token);
        Assert.Null(await _keys.AuthenticateAsync(key, Token));
    }

    [Fact]
    public async Task Authenticate_AfterExpiry_IsNull()
    {
        var key = await _keys.CreateAsync("dashboard", [], _time.GetUtcNow().AddHours(1), Token);
        Assert.NotNull(await _keys.AuthenticateAsync(key, Token));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await _keys.AuthenticateAsync(key, Token));
    }

    [Fact]
    public async Task Authenticate_AfterRevocation_IsNull()
    {
        var key = await _keys.CreateAsync("dashboard", [], null, Token);
        Assert.True(await _keys.RevokeAsync("dashboard", Token));
        Assert.False(await _keys.RevokeAsync("dashboard", Token));
        Assert.False(await _keys.RevokeAsync("nobody", Token));
        Assert.Null(await _keys.AuthenticateAsync(key, Token));
        Assert.Equal(_time.GetUtcNow(), Assert.Single(await _keys.ListAsync(Token)).RevokedAt);
    }

    [Fact]
    public async Task Authenticate_OftenInAMinute_IsWrittenOnce()
    {
        var key = await _keys.CreateAsync("dashboard", [], null, Token);
        Assert.Null((await _keys.AuthenticateAsync(key, Token))!.LastUsedAt);
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(30));
        await _keys.AuthenticateAsync(key, Token);
        Assert.Equal(first, Assert.Single(await _keys.ListAsync(Token)).LastUsedAt);
        _time.Advance(TimeSpan.FromSeconds(31));
        await _keys.AuthenticateAsync(key, Token);
        Assert.Equal(_time.GetUtcNow(), Assert.Single(await _keys.ListAsync(Token)).LastUsedAt);
    }

    [Fact]
    public async Task Authenticate_WhileAnotherWrites_DoesNotWait()
    {
        var key = await _keys.CreateAsync("dashboard", [], null, Token);
        await _keys.AuthenticateAsync(key, Token);
        await using var other = Temp.Connect();
        await other.OpenAsync(Token);
        await using var held = await other.BeginTransactionAsync(Token);
        await using var hold = other.CreateCommand();
        (hold.CommandText, hold.Transaction) = ("UPDATE api_key SET name = name", held);
        await hold.ExecuteNonQueryAsync(Token);
        Assert.NotNull(await _keys.AuthenticateAsync(key, Token));
    }

    public sealed class OnSqlite() : ApiKeysTests(Dialect.Sqlite);

    public sealed class OnPostgres() : ApiKeysTests(Dialect.Postgres);
}
