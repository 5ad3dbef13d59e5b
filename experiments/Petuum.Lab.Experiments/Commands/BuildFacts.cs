using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>What this build is.</summary>
internal static class BuildFacts
{
    /// <summary>The solution configuration.</summary>
    public static string Configuration { get; } =
        typeof(BuildFacts).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "unknown";

    /// <summary>The widest vectors that the processor has; results do not depend on them.</summary>
    public static string Vectors { get; } =
        Avx512F.IsSupported ? "512 bits"
        : Vector256.IsHardwareAccelerated ? "256 bits"
        : Vector128.IsHardwareAccelerated ? "128 bits"
        : "none";
}
