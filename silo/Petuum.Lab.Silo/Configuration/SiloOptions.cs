using System.ComponentModel;
using Petuum.Lab.Grains;

namespace Petuum.Lab.Silo.Configuration;

/// <summary>Where silos find one another.</summary>
internal enum ClusteringKind
{
    /// <summary>On this machine, for development: the silo at the primary port must be there.</summary>
    Localhost,

    /// <summary>In tables of PostgreSQL.</summary>
    AdoNet,

    /// <summary>In Redis.</summary>
    Redis,
}

/// <summary>Where jobs and cuts are kept.</summary>
internal enum StorageKind
{
    /// <summary>In the silos' memory: gone with the last of them, partly with any of them.</summary>
    Memory,

    /// <summary>In a table of PostgreSQL.</summary>
    AdoNet,

    /// <summary>In Redis.</summary>
    Redis,
}

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line.</summary>
    Json,
}

/// <summary>
/// Everything that can be set. A property <c>A.B</c> is the key <c>A:B</c> of appsettings.json, the variable
/// <c>PETUUM_A_B</c>, and the option <c>--a-b</c>, the last of which wins.
/// </summary>
internal sealed class SiloOptions
{
    [Description("silos of the same cluster and service form one")]
    public string ClusterId { get; set; } = "petuum";

    [Description("what is stored belongs to the service, whichever cluster it runs on")]
    public string ServiceId { get; set; } = "petuum";

    [Description("what the silo calls itself; empty: its host and process")]
    public string Name { get; set; } = "";

    [Description("where other silos connect")]
    public int SiloPort { get; set; } = 11111;

    [Description("where clients connect")]
    public int GatewayPort { get; set; } = 30000;

    [Description("the address others reach this silo at: an IP address, a host name, or 'auto'")]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    [Description("where silos find one another: localhost, adonet or redis")]
    public ClusteringKind Clustering { get; set; } = ClusteringKind.Localhost;

    [Description("localhost clustering: the silo port of the first silo; 0: this one is it")]
    public int PrimaryPort { get; set; }

    [Description("where jobs and cuts are kept: memory, adonet or redis")]
    public StorageKind Storage { get; set; } = StorageKind.Memory;

    [Description("the connection string of PostgreSQL, for adonet")]
    public string Postgres { get; set; } = "";

    [Description("the connection string of Redis, for redis")]
    public string Redis { get; set; } = "";

    [Description("make the tables in PostgreSQL if they are not there")]
    public bool CreateSchema { get; set; }

    [Description("where /health and /metrics listen")]
    public string HttpAddress { get; set; } = "127.0.0.1";

    [Description("their port")]
    public int HttpPort { get; set; } = 8080;

    [Description("no TLS on addresses that are not loopback: whoever reaches the ports can do anything")]
    public bool Insecure { get; set; }

    [Description("the folder that relative paths of data are looked for in; empty: the working directory")]
    public string DataFolder { get; set; } = "";

    [Description("'path.dll#Type' of an IJobSource of your own; empty: specs of lab")]
    public string JobSource { get; set; } = "";

    [Description("Orleans Dashboard at /dashboard")]
    public bool Dashboard { get; set; }

    [Description("the endpoint that metrics and traces are sent to by OTLP (gRPC); empty: nowhere")]
    public string Otlp { get; set; } = "";

    [Description("the share of calls and rounds that are traced, if traces are sent")]
    public double TraceShare { get; set; } = 0.01;

    [Description("how log lines look: text or json")]
    public LogFormat Log { get; set; } = LogFormat.Text;

    [Description("on SIGTERM, how long grains may take to end")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Mutual TLS.</summary>
    public TlsSection Tls { get; set; } = new();

    /// <summary>How it is found out that a silo died.</summary>
    public MembershipSection Membership { get; set; } = new();

    /// <summary>How jobs run.</summary>
    public PetuumOptions Jobs { get; set; } = new();
}

/// <summary>Mutual TLS between silos and clients, as <see cref="PetuumTlsOptions"/>.</summary>
internal sealed class TlsSection
{
    [Description("this silo's certificate: PEM, intermediates after it, or PFX")]
    public string Certificate { get; set; } = "";

    [Description("its key in PEM; empty if the certificate's file holds it")]
    public string Key { get; set; } = "";

    [Description("the password of the PFX or of the key")]
    public string Password { get; set; } = "";

    [Description("the certificates of those who sign the others', in PEM")]
    public string Authority { get; set; } = "";

    [Description("a DNS name or common name that others' certificates must have; empty: any")]
    public string RequiredName { get; set; } = "";

    /// <summary>The options of the connections.</summary>
    public PetuumTlsOptions ToOptions() => new()
    {
        Certificate = Certificate,
        Key = Key,
        Password = Password,
        Authority = Authority,
        RequiredName = RequiredName,
    };
}

/// <summary>
/// How it is found out that a silo died: after about <see cref="ProbeTimeout"/> × <see cref="MissedProbes"/>.
/// </summary>
internal sealed class MembershipSection
{
    [Description("how often silos are probed, and how long an answer may take")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    [Description("a silo that misses so many probes in a row is suspected")]
    public int MissedProbes { get; set; } = 3;

    [Description("so many silos must suspect one to declare it dead; at most half of those that are left")]
    public int Votes { get; set; } = 2;

    [Description("how many others a silo probes")]
    public int ProbedSilos { get; set; } = 3;

    [Description("how often the table of members is read again")]
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(15);

    [Description("how often a silo writes that it lives")]
    public TimeSpan AlivePeriod { get; set; } = TimeSpan.FromSeconds(10);

    [Description("how long a silo tries to join, and waits for the first one of localhost clustering")]
    public TimeSpan JoinTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
