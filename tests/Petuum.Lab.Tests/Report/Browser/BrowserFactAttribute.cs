namespace Petuum.Lab.Tests.Report.Browser;

/// <summary>A test in a real browser, skipped by name where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = SkipReason;

    internal static string? SkipReason { get; } = Chromium.Path is null
        ? "there is no Chromium on the PATH; install it, on Debian with: apt-get install chromium"
        : null;
}

/// <summary>A test in a real browser with cases, skipped by name where there is none.</summary>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = BrowserFactAttribute.SkipReason;
}

/// <summary>One browser for all tests of a class.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly Results.TemporaryFolder _folder = new();
    private Chromium? _chromium;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _chromium = Chromium.Path is null ? null : await Chromium.StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Opens a page and waits until all its charts are drawn.</summary>
    internal async Task<BrowserPage> OpenAsync(Action<Stream> write, int width = 1000, bool dark = false)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.html");
        using (FileStream file = File.Create(path))
        {
            write(file);
        }

        BrowserPage page = await _chromium!.OpenAsync(new Uri(path).AbsoluteUri, width, 900, dark);
        await page.UntilAsync("document.documentElement.dataset.charts === 'drawn' || !window.echarts");
        return page;
    }
}
