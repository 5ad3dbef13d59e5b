using System.Text.Json.Serialization;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>What /health answers.</summary>
/// <param name="Live">Always true: it answers.</param>
/// <param name="Ready">Whether the silo has joined the cluster and takes calls.</param>
/// <param name="Status">What the silo is, in the words of Orleans: Joining, Active, ShuttingDown …</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Silo">This silo's address and generation.</param>
/// <param name="Members">Every silo that this one knows of, with what it is.</param>
internal sealed record HealthReport(
    bool Live, bool Ready, string Status, string Cluster, string Silo, SortedDictionary<string, string> Members);

/// <summary>Writes reports without reflection.</summary>
[JsonSerializable(typeof(HealthReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>
/// The endpoints for those who watch silos: <c>/health/live</c> is 200 while the process answers, <c>/health/ready</c>
/// and <c>/health</c> are 200 from joining the cluster until shutting down, else 503.
/// </summary>
internal static class Health
{
    /// <summary>Maps the three of them.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, SiloOptions options)
    {
        endpoints.MapGet("/health/live", (ISiloStatusOracle oracle) => Answer(oracle, options, isReadyNeeded: false));
        endpoints.MapGet("/health/ready", (ISiloStatusOracle oracle) => Answer(oracle, options, isReadyNeeded: true));
        endpoints.MapGet("/health", (ISiloStatusOracle oracle) => Answer(oracle, options, isReadyNeeded: true));
    }

    private static IResult Answer(ISiloStatusOracle oracle, SiloOptions options, bool isReadyNeeded)
    {
        bool isReady = oracle.CurrentStatus == SiloStatus.Active;
        SortedDictionary<string, string> members = new(StringComparer.Ordinal);
        foreach ((SiloAddress silo, SiloStatus status) in oracle.GetApproximateSiloStatuses())
        {
            members[silo.ToString()] = status.ToString();
        }

        HealthReport report = new(
            true, isReady, oracle.CurrentStatus.ToString(), options.ClusterId, oracle.SiloAddress.ToString(), members);
        return Results.Json(
            report, HealthJson.Default.HealthReport, statusCode: isReady || !isReadyNeeded ? 200 : 503);
    }
}
