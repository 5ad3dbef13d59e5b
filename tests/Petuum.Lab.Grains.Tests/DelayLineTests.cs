namespace Petuum.Lab.Grains.Tests;

public sealed class DelayLineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task WhatAnActionThrows_IsTold_AndLaterActionsHappen()
    {
        using DelayLine delays = new();
        TaskCompletionSource<Exception> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        delays.After(10, () => throw new InvalidOperationException("broken"), told.SetResult);
        delays.After(1000, happened.SetResult, told.SetException);
        Assert.Equal("broken", (await told.Task.WaitAsync(Patience)).Message);
        await happened.Task.WaitAsync(Patience);
    }
}
