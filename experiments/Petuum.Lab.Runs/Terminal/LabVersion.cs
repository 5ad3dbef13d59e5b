using System.Reflection;

namespace Petuum.Lab.Runs;

/// <summary>Which version this is.</summary>
public static class LabVersion
{
    /// <summary>As <c>lab --version</c> prints it.</summary>
    public static string Text { get; } =
        typeof(LabVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
