using Petuum.Lab.Experiments;
using Petuum.Lab.Grains;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>Where a silo's plans come from.</summary>
internal static class JobSources
{
    /// <summary>The one source of plans of this silo.</summary>
    public static IJobSource Create(SiloOptions options) => new SpecJobSource(options.DataFolder);
}
