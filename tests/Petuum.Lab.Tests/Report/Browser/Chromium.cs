using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Petuum.Lab.Tests.Report.Browser;

/// <summary>A headless Chromium, spoken to in the DevTools protocol over one socket.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    private readonly ConcurrentDictionary<string, BrowserPage> _pages = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private Task _draining = Task.CompletedTask;
    private int _last;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Where the browser is; null if this machine has none.</summary>
    public static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts the browser and connects to it.</summary>
    public static async Task<Chromium> StartAsync()
    {
        string profile = Directory.CreateTempSubdirectory("petuum-lab-browser").FullName;
        var start = new ProcessStartInfo(Path!) { RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in new[]
        {
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--hide-scrollbars", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        var browser = new Chromium(Process.Start(start)!, profile);
        await browser.ConnectAsync();
        return browser;
    }

    /// <summary>Opens a page in a window of a size, on a light or a dark ground, and waits for it to load.</summary>
    public async Task<BrowserPage> OpenAsync(string url, int width, int height, bool dark)
    {
        JsonNode target = await AskAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        JsonNode attached = await AskAsync("Target.attachToTarget", new JsonObject
        {
            ["targetId"] = (string)target["targetId"]!,
            ["flatten"] = true,
        });
        var page = new BrowserPage(this, (string)attached["sessionId"]!);
        _pages[page.Session] = page;
        await page.StartAsync(url, width, height, dark);
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _draining;
        _process.Dispose();
        Directory.Delete(_profile, recursive: true);
        _closing.Dispose();
        _sending.Dispose();
    }

    /// <summary>Sends a command and returns its result.</summary>
    internal async Task<JsonNode> AskAsync(string method, JsonObject parameters, string? session = null)
    {
        int id = Interlocked.Increment(ref _last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(
                Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, _closing.Token);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ConnectAsync()
    {
        const string Says = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException("the browser ended before it listened");
        }
        while (!line.StartsWith(Says, StringComparison.Ordinal));
        _draining = _process.StandardError.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(line[Says.Length..]), CancellationToken.None).WaitAsync(Patience);
        _reading = Task.Run(ReadAsync);
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(), _closing.Token);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            foreach (TaskCompletionSource<JsonNode> asked in _asked.Values)
            {
                asked.TrySetException(failure);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id && _asked.TryRemove((int)id, out TaskCompletionSource<JsonNode>? asked))
        {
            if (message["error"] is { } error)
            {
                asked.SetException(new InvalidOperationException(error.ToJsonString()));
            }
            else
            {
                asked.SetResult(message["result"]!);
            }
        }
        else if (message["sessionId"] is { } session && _pages.TryGetValue((string)session!, out BrowserPage? page))
        {
            page.On((string)message["method"]!, message["params"]!);
        }
    }
}
