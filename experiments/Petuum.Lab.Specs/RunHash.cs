using System.Security.Cryptography;
using System.Text;

namespace Petuum.Lab.Specs;

/// <summary>The names of run folders: equal exactly when canonical spec, seed, data and code are.</summary>
public static class RunHash
{
    private const int Digits = 12;

    /// <summary>
    /// 12 hexadecimal digits of SHA-256 over the canonical spec with its seed, the data's fingerprint and the modules.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="dataFingerprint">Of the data and of every other file that goes in.</param>
    /// <param name="modules">A text for each assembly that decides results, in a fixed order: <c>Petuum.Lab.Core
    /// 0f8f…</c>.</param>
    public static string Of(RunCase run, string dataFingerprint, IReadOnlyList<string> modules) =>
        Hash([Canonical.Write(run.Spec), dataFingerprint, .. modules]);

    /// <summary>
    /// 12 hexadecimal digits of a whole spec, sweep and seeds included; what is only said about runs is left out.
    /// </summary>
    public static string OfSpec(RunSpec spec) =>
        Hash([Canonical.Write(spec with { Question = "", Reproduces = null })]);

    private static string Hash(IReadOnlyList<string> parts)
    {
        StringBuilder text = new();
        foreach (string part in parts)
        {
            text.Append(part.Length).Append('\n').Append(part).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Digits];
    }
}
