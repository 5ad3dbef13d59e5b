using System.Net;
using System.Net.Sockets;
using Petuum.Lab.Silo.Configuration;
using Petuum.Lab.Silo.Hosting;

namespace Petuum.Lab.Grains.Tests.Silo;

/// <summary>A source that needs what a silo does not give.</summary>
public sealed class NeedySource(string need) : IJobSource
{
    /// <inheritdoc/>
    public JobSetup Open(JobDescription job) => throw new InvalidOperationException(need);
}

/// <summary>A source that cannot be made.</summary>
public sealed class BrokenSource : IJobSource
{
    /// <summary>Never ends well.</summary>
    public BrokenSource() => throw new InvalidOperationException("the moon is full");

    /// <inheritdoc/>
    public JobSetup Open(JobDescription job) => throw new InvalidOperationException();
}

public sealed class ResourceTests
{
    private static readonly string Own = typeof(ResourceTests).Assembly.Location;

    [Theory]
    [InlineData("nowhere", "names no type")]
    [InlineData("OWN#", "names no type")]
    [InlineData("/no/such.dll#Some.Type", "no file '/no/such.dll'")]
    [InlineData("README#Some.Type", "cannot be loaded")]
    [InlineData("OWN#Some.Type", "has no type 'Some.Type'")]
    [InlineData("OWN#Petuum.Lab.Grains.Tests.Silo.ResourceTests", "is no IJobSource")]
    [InlineData("OWN#Petuum.Lab.Grains.Tests.Silo.NeedySource", "is no IJobSource")]
    [InlineData("OWN#Petuum.Lab.Grains.Tests.Silo.BrokenSource", "the moon is full")]
    public async Task WrongJobSource_IsRefused_BeforeTheSiloStarts(string source, string problem)
    {
        string readme = Path.ChangeExtension(Own, ".runtimeconfig.json");
        string path = source.Replace("OWN", Own, StringComparison.Ordinal)
            .Replace("README", readme, StringComparison.Ordinal);
        OptionException failure =
            await Assert.ThrowsAsync<OptionException>(() => RunningSilo.StartAsync("--job-source", path));
        OptionError error = Assert.Single(failure.Errors);
        Assert.Equal("JobSource", error.Key);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public async Task EverythingThatIsNotThere_IsToldAtOnce()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        OptionException failure = await Assert.ThrowsAsync<OptionException>(() => RunningSilo.StartAsync(
            "--gateway-port", $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--job-source", "/no/such.dll#Type",
            "--tls-certificate", "no.crt", "--tls-authority", "no.ca", "--clustering", "adonet", "--storage", "redis",
            "--postgres", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2",
            "--redis", "127.0.0.1:1,connectTimeout=500,connectRetry=1"));
        Assert.Equal(
            ["GatewayPort", "Tls:Authority", "JobSource", "Postgres", "Redis"],
            failure.Errors.Select(error => error.Key));
    }

    [Theory]
    [InlineData("--clustering")]
    [InlineData("--storage")]
    public async Task Redis_ThatIsNotThere_IsToldWithItsSettingAndARemedy(string use)
    {
        OptionException failure = await Assert.ThrowsAsync<OptionException>(() => RunningSilo.StartAsync(
            use, "redis", "--redis", "127.0.0.1:1,password=secret,connectTimeout=500,connectRetry=1"));
        OptionError error = Assert.Single(failure.Errors);
        Assert.Equal("Redis", error.Key);
        Assert.Contains("127.0.0.1:1 ", error.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AbortOnConnectFail", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public async Task FirstSilo_ThatIsNotThere_IsToldWithItsSettingAndARemedy()
    {
        OptionException failure = await Assert.ThrowsAsync<OptionException>(
            () => RunningSilo.StartAsync("--primary-port", "1", "--membership-join-timeout", "300ms"));
        OptionError error = Assert.Single(failure.Errors);
        Assert.Equal("PrimaryPort", error.Key);
        Assert.Contains("127.0.0.1:1,", error.Problem, StringComparison.Ordinal);
        Assert.Contains("--silo-port 1,", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstSilo_IsWaitedFor_AndThatIsSaidOnce()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        SignallingWriter notices = new();
        SiloOptions options = new() { PrimaryPort = port };
        Task waiting = FirstSilo.WaitAsync(options, notices);
        await notices.Told;
        Assert.False(waiting.IsCompleted);
        using TcpListener first = new(IPAddress.Loopback, port);
        first.Start();
        await waiting;
        Assert.Equal($"waits 120s for the first silo, at 127.0.0.1:{port}", notices.ToString().TrimEnd());
    }

    /// <summary>Says when something was written.</summary>
    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource _told = new();

        public Task Told => _told.Task;

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            _told.TrySetResult();
        }
    }
}
