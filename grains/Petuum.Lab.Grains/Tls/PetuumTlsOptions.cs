namespace Petuum.Lab.Grains;

/// <summary>
/// Mutual TLS between silos and clients. Files are those of a mounted secret (<c>tls.crt</c>, <c>tls.key</c>,
/// <c>ca.crt</c>) and are read again when they change. Addresses are not names: whoever holds a certificate of the
/// authority is trusted, so use an authority of the cluster's own, or <see cref="RequiredName"/>.
/// </summary>
public sealed record PetuumTlsOptions
{
    /// <summary>Our certificate: PEM, intermediates after it, or PFX.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>Its key in PEM; empty if the certificate's file holds it, as a PFX does.</summary>
    public string Key { get; init; } = "";

    /// <summary>The password of the PFX or of the encrypted key; empty for none.</summary>
    public string Password { get; init; } = "";

    /// <summary>The certificates of those who sign others' certificates, in PEM.</summary>
    public string Authority { get; init; } = "";

    /// <summary>A DNS name, or the subject's common name, that others' certificates must have; empty for any.</summary>
    public string RequiredName { get; init; } = "";

    /// <summary>A handshake that takes longer fails.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True if a certificate is given.</summary>
    public bool IsGiven => Certificate.Length > 0;
}

/// <summary>A certificate that cannot be used.</summary>
/// <param name="option">Which of <see cref="PetuumTlsOptions"/>.</param>
/// <param name="problem">What is wrong with it.</param>
/// <param name="remedy">What to do.</param>
/// <param name="cause">What was thrown, if something was.</param>
public sealed class TlsOptionsException(string option, string problem, string remedy, Exception? cause = null)
    : Exception($"Tls:{option}: {problem}; {remedy}", cause)
{
    /// <summary>Which of <see cref="PetuumTlsOptions"/>.</summary>
    public string Option => option;

    /// <summary>What is wrong with it.</summary>
    public string Problem => problem;

    /// <summary>What to do.</summary>
    public string Remedy => remedy;
}
