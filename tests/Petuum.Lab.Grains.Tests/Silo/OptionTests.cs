using Microsoft.Extensions.Configuration;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Grains.Tests.Silo;

public sealed class OptionTests
{
    [Fact]
    public void Names_OfSettings_AreDifferentInEveryPlace()
    {
        Assert.Equal(OptionTable.All.Count, OptionTable.All.DistinctBy(setting => setting.Flag).Count());
        Assert.Equal(OptionTable.All.Count, OptionTable.All.DistinctBy(setting => setting.Variable).Count());
        Setting certificate = OptionTable.Find("tls:certificate")!;
        Assert.Equal("--tls-certificate", certificate.Flag);
        Assert.Equal("PETUUM_TLS_CERTIFICATE", certificate.Variable);
    }

    [Fact]
    public void Help_ExplainsEverySetting_AndEveryExitCode()
    {
        string help = OptionReader.Help();
        Assert.All(OptionTable.All, setting =>
        {
            Assert.NotEmpty(setting.Description);
            Assert.Contains($"  {setting.Flag,-30} {setting.Description}", help, StringComparison.Ordinal);
        });
        string[] codes = ["0 ended", "1 a setting", "5 the silo", "134 Orleans"];
        Assert.All(codes, code => Assert.Contains(code, help, StringComparison.Ordinal));
    }

    [Fact]
    public void Defaults_AreSound_AndEveryDefaultReadsBackAsItself()
    {
        SiloOptions options = Read([]);
        foreach (Setting setting in OptionTable.All)
        {
            object value = setting.Get(options)!;
            Assert.Equal(value, OptionTable.Parse(setting, OptionTable.Text(value)));
        }
    }

    [Fact]
    public void CommandLine_WinsOverEnvironment_WhichWinsOverFiles()
    {
        Dictionary<string, string?> file = new()
        {
            ["SiloPort"] = "1001",
            ["GatewayPort"] = "1001",
            ["HttpPort"] = "1003",
            ["Membership:ProbeTimeout"] = "700ms",
        };
        Dictionary<string, string> variables = new()
        {
            ["PETUUM_GATEWAY_PORT"] = "2002",
            ["PETUUM_HTTP_PORT"] = "2003",
            ["PETUUM_JOBS_BYTES_IN_FLIGHT_MAX"] = "8MiB",
        };
        SiloOptions options = Read(["--http-port", "3003", "--insecure", "--log=json"], variables, file);
        Assert.Equal((1001, 2002, 3003), (options.SiloPort, options.GatewayPort, options.HttpPort));
        Assert.Equal(TimeSpan.FromMilliseconds(700), options.Membership.ProbeTimeout);
        Assert.Equal(8L << 20, options.Jobs.BytesInFlightMax);
        Assert.True(options.Insecure);
        Assert.Equal(LogFormat.Json, options.Log);
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--silo-port", "SiloPort")]
    [InlineData("--silo-port many", "SiloPort")]
    [InlineData("--silo-port 70000", "SiloPort")]
    [InlineData("--silo-port 30000", "GatewayPort")]
    [InlineData("--cluster-id a/b", "ClusterId")]
    [InlineData("--clustering zookeeper", "Clustering")]
    [InlineData("--clustering 1", "Clustering")]
    [InlineData("--clustering adonet", "Postgres")]
    [InlineData("--storage adonet --postgres nonsense", "Postgres")]
    [InlineData("--clustering redis", "Redis")]
    [InlineData("--create-schema", "CreateSchema")]
    [InlineData("--advertised-address no.such.host.invalid", "AdvertisedAddress")]
    [InlineData("--advertised-address 0.0.0.0 --insecure", "AdvertisedAddress")]
    [InlineData("--membership-probe-timeout 5", "Membership:ProbeTimeout")]
    [InlineData("--membership-probe-timeout 0s", "Membership:ProbeTimeout")]
    [InlineData("--membership-probe-timeout 1e300s", "Membership:ProbeTimeout")]
    [InlineData("--jobs-bytes-in-flight-max 99999999999GiB", "Jobs:BytesInFlightMax")]
    [InlineData("--otlp ftp://collector", "Otlp")]
    [InlineData("--membership-votes 0", "Membership:Votes")]
    [InlineData("--jobs-bytes-in-flight-max 0", "Jobs:BytesInFlightMax")]
    [InlineData("--trace-share 2", "TraceShare")]
    [InlineData("--otlp nowhere", "Otlp")]
    [InlineData("--data-folder /no/such/folder", "DataFolder")]
    [InlineData("--tls-certificate a.crt", "Tls:Authority")]
    [InlineData("--tls-certificate a.crt --tls-authority ca.crt --insecure", "Insecure")]
    [InlineData("--tls-key a.key", "Tls:Key")]
    [InlineData("--tls-authority ca.crt --tls-required-name petuum", "Tls:Authority")]
    [InlineData("--tls-authority ca.crt --tls-required-name petuum", "Tls:RequiredName")]
    [InlineData("--tls-authority ca.crt --insecure", "Tls:Authority")]
    [InlineData("--tls-password secret", "Tls:Password")]
    [InlineData("--advertised-address 192.0.2.1 --insecure", "Clustering")]
    public void WrongSetting_IsRefused_WithItsKeyAndARemedy(string arguments, string key)
    {
        OptionException failure = Assert.Throws<OptionException>(() => Read(arguments.Split(' ')));
        OptionError error = Assert.Single(failure.Errors, error => error.Key == key);
        Assert.NotEmpty(error.Problem);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void SiloBeyondLoopback_WithoutACertificate_IsToldBothWaysOut()
    {
        string[] remote = ["--advertised-address", "192.0.2.1", "--clustering", "adonet", "--postgres", "Host=db"];
        OptionException failure = Assert.Throws<OptionException>(() => Read(remote));
        Assert.Equal("Tls:Certificate", Assert.Single(failure.Errors).Key);
        Assert.Contains("--tls-certificate", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--insecure", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(Read([.. remote, "--insecure"]));
        Assert.NotNull(Read([.. remote, "--tls-certificate", "a.pfx", "--tls-authority", "ca.crt"]));
    }

    [Fact]
    public void CertificateWithoutAnAuthority_IsToldWhatItIsFor_AndHowToMakeOne()
    {
        OptionException failure = Assert.Throws<OptionException>(() => Read(["--tls-certificate", "a.pfx"]));
        OptionError error = Assert.Single(failure.Errors);
        Assert.Contains("trusted", error.Problem, StringComparison.Ordinal);
        Assert.Contains("certificates.sh", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--silo-port many")]
    [InlineData("--job-source /no/such.dll#Type")]
    [InlineData("--tls-certificate nowhere.crt --tls-authority nowhere.ca")]
    [InlineData("--clustering adonet --postgres Host=127.0.0.1;Port=1;Username=nobody;Timeout=2")]
    public async Task Process_EndsWith1_WhenASettingCannotBeUsed(string arguments) =>
        Assert.Equal(1, await global::Petuum.Lab.Silo.Program.Main(arguments.Split(' ')));

    private static SiloOptions Read(
        string[] arguments,
        Dictionary<string, string>? variables = null,
        Dictionary<string, string?>? file = null) =>
        OptionReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(file ?? []).Build(),
            name => (variables ?? []).GetValueOrDefault(name),
            arguments);
}
